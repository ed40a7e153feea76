-- What sells, and what is cancelled.
select
    movie_title,
    bookings,
    tickets,
    revenue,
    round(100 * cancellations / bookings, 1) as cancelled_pct
from reelhouse.gold.bookings_by_movie
order by revenue desc
limit 10;
