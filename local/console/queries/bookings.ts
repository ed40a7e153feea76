/** Bookings: two minutes behind their events at most. */
import type { Queries } from "./query.ts";

export const bookings: Queries = {
  "bookings-figures": {
    sql: `select
    count(*) as bookings,
    sum(iff(status = 'cancelled', 0, tickets)) as tickets,
    sum(iff(status = 'cancelled', 0, amount)) as revenue,
    round(100 * count_if(status = 'cancelled') / count(*), 1) as cancelled_pct
from reelhouse.silver.bookings
having count(*) > 0`,
  },
  "bookings-windows": {
    sql: `select window_start, bookings, tickets, revenue, cancellations
from (
    select window_start, bookings, tickets, revenue, cancellations
    from reelhouse.gold.bookings_by_window
    order by window_start desc
    limit 168
)
order by window_start`,
  },
  "bookings-films": {
    sql: `select movie_title, revenue, lost_revenue, bookings, tickets, cancellations
from reelhouse.gold.bookings_by_movie
order by revenue desc, movie_id
limit 15`,
  },
  "bookings-status": {
    sql: `select status, count(*) as bookings, sum(amount) as amount
from reelhouse.silver.bookings
group by status
order by decode(status, 'booked', 1, 'completed', 2, 3)`,
  },
  "bookings-theatres": {
    sql: `select theatre, sum(iff(status = 'cancelled', 0, tickets)) as tickets, sum(iff(status = 'cancelled', 0, amount)) as revenue
from reelhouse.silver.bookings
group by theatre
order by tickets desc, theatre
limit 15`,
  },
};
