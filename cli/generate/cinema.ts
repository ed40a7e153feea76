/** Films, theatres, products and the ids that the datasets share, so that their rows can be joined. */
import { en, Faker, generateMersenne53Randomizer } from "@faker-js/faker";
import { csvField } from "./csv.ts";
import { Dice, heavyTail, type Weighted } from "./random.ts";

export const GENRES = [
  "Drama",
  "Comedy",
  "Thriller",
  "Action",
  "Romance",
  "Adventure",
  "Horror",
  "Science Fiction",
  "Animation",
  "Documentary",
];

const faked = (seed: number) => new Faker({ locale: [en], randomizer: generateMersenne53Randomizer(seed) });
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** `count` titles, no two alike, as plain texts. */
export function filmTitles(seed: number, count: number): string[] {
  const faker = faked(seed);
  const adjectives = Array.from({ length: 400 }, () => capital(faker.word.adjective()));
  const nouns = Array.from({ length: 400 }, () => capital(faker.word.noun()));
  const names = Array.from({ length: 200 }, () => faker.person.firstName());
  const titles = new Set<string>();
  for (let index = 0; titles.size < count; index += 1) {
    const dice = new Dice(seed, "title", index);
    const noun = dice.pick(nouns);
    const title = dice.pick([
      `The ${dice.pick(adjectives)} ${noun}`,
      `${dice.pick(adjectives)} ${noun}`,
      `${dice.pick(names)} and the ${noun}`,
      `${noun}, ${dice.pick(nouns)} and ${dice.pick(nouns)}`,
      `The ${noun} of ${dice.pick(names)}`,
      `${/^[AEIOU]/.test(noun) ? "An" : "A"} ${noun} for ${dice.pick(names)}`,
    ]);
    titles.add(titles.has(title) ? `${title} ${index}` : title);
  }
  return [...titles];
}

/** People who make films, as CSV has them. */
export function directorNames(seed: number, count: number): string[] {
  const faker = faked(seed);
  return Array.from({ length: count }, () => csvField(`${faker.person.firstName()} ${faker.person.lastName()}`));
}

export interface Film {
  id: number;
  title: string;
}

/** What is shown now, the most popular first. */
export const filmsOnShow = (seed: number): Weighted<Film> =>
  heavyTail(filmTitles(seed, 250).map((title, index) => ({ id: index + 1, title: csvField(title) })));

export interface Product {
  id: string;
  name: string;
  category: string;
  /** In hundredths. */
  price: number;
}

const CATEGORIES = ["Snacks", "Drinks", "Merchandise", "Posters", "Home Video", "Gift Cards"];

/** What is sold, the most popular first. */
export function productsOnSale(seed: number): Weighted<Product> {
  const faker = faked(seed);
  return heavyTail(
    Array.from({ length: 240 }, (_, index) => {
      const dice = new Dice(seed, "product", index);
      // Most things are cheap and a few are dear: a square leans to the low end.
      const price = 150 + Math.floor(dice.share() * dice.share() * dice.share() * 12_000);
      return {
        id: `P${String(index + 1).padStart(4, "0")}`,
        name: csvField(faker.commerce.productName()),
        category: dice.pick(CATEGORIES),
        price: price - (price % 10) + 9,
      };
    }),
  );
}

/** Theatres, the busiest first. */
export function theatres(seed: number): Weighted<string> {
  const faker = faked(seed);
  return heavyTail(
    Array.from({ length: 24 }, (_, index) =>
      csvField(`${faker.location.city()} ${["Palace", "Lux", "Odeon", "Rex", "Plaza", "Roxy"][index % 6]}`),
    ),
  );
}

/** A stream's things are numbered by the chunk that brought them, so their ids never meet. */
export const idOf = (chunk: number, member: number) => chunk * 200 + member + 1;

/** The id of a customer of the dataset `customers`; some come often, most come seldom. */
export function regularCustomer(dice: Dice): number {
  const rank = Math.floor(dice.share() * dice.share() * 20_000);
  return idOf(Math.floor(rank / 50), rank % 50);
}

/** In front of ids, so that what another seed made has other ids. */
export const seedMark = (seed: number) => new Dice(seed, "mark").next().toString(16).padStart(8, "0").slice(0, 5);
