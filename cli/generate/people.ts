/** Names and addresses of five countries, drawn by faker once per seed; who has which is decided by the dice of each customer. */
import { base, de, en, es, Faker, fr, generateMersenne53Randomizer, pl } from "@faker-js/faker";
import { csvField } from "./csv.ts";
import { type Dice, heavyTail, Weighted } from "./random.ts";

const COUNTRIES = [
  { name: "United States", locale: en, weight: 40 },
  { name: "Germany", locale: de, weight: 20 },
  { name: "France", locale: fr, weight: 16 },
  { name: "Spain", locale: es, weight: 14 },
  { name: "Poland", locale: pl, weight: 10 },
];
const POOL = 300;
/** Reserved for examples: mail to them reaches nobody (RFC 2606). */
const DOMAINS = ["example.com", "example.org", "example.net"];

interface Country {
  name: string;
  firstNames: string[];
  lastNames: Weighted<string>;
  streets: string[];
  cities: Weighted<{ city: string; region: string; postalCode: string }>;
  phones: string[];
}

export interface Address {
  phone: string;
  street: string;
  city: string;
  region: string;
  postalCode: string;
}

/** Texts as CSV has them. */
export interface Person extends Address {
  firstName: string;
  lastName: string;
  email: string;
  country: string;
}

export class People {
  readonly #countries: Weighted<Country>;
  readonly #byName: ReadonlyMap<string, Country>;

  constructor(seed: number) {
    const countries = COUNTRIES.map(({ name, locale }, index): Country => {
      const randomizer = generateMersenne53Randomizer(seed + index);
      const faker = new Faker({ locale: [locale, en, base], randomizer });
      const many = (make: () => string) => Array.from({ length: POOL }, () => csvField(make()));
      return {
        name,
        firstNames: many(() => faker.person.firstName()),
        lastNames: heavyTail(
          many(() => faker.person.lastName()),
          20,
        ),
        streets: many(() => faker.location.streetAddress()),
        cities: heavyTail(
          Array.from({ length: POOL }, () => ({
            city: csvField(faker.location.city()),
            region: csvField(faker.location.state()),
            postalCode: csvField(faker.location.zipCode()),
          })),
        ),
        phones: many(() => faker.phone.number()),
      };
    });
    this.#countries = new Weighted(
      countries,
      COUNTRIES.map(({ weight }) => weight),
    );
    this.#byName = new Map(countries.map((country) => [country.name, country]));
  }

  /** `id` makes the address unique among customers. */
  person(dice: Dice, id: number): Person {
    const country = this.#countries.pick(dice);
    const firstName = dice.pick(country.firstNames);
    const lastName = country.lastNames.pick(dice);
    return {
      firstName,
      lastName,
      email: mailAddress(firstName, lastName, id, dice),
      country: country.name,
      ...this.address(dice, country.name),
    };
  }

  address(dice: Dice, countryName: string): Address {
    const country = this.#byName.get(countryName)!;
    const { city, region, postalCode } = country.cities.pick(dice);
    return { phone: dice.pick(country.phones), street: dice.pick(country.streets), city, region, postalCode };
  }
}

export const mailAddress = (firstName: string, lastName: string, id: number, dice: Dice) =>
  `${plain(firstName)}.${plain(lastName)}${id}@${dice.pick(DOMAINS)}`;

const plain = (name: string) =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ß", "ss")
    .replace(/[^a-z]/g, "");
