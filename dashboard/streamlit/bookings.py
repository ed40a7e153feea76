"""What the dashboard shows, as Snowpark queries on the gold and silver tables of sql/bookings. Nothing of Streamlit in here.

Money comes as float: it is for the eye, and sums are made in Snowflake on number(12, 2).
"""
from dataclasses import dataclass
from datetime import datetime

import pandas
from snowflake.snowpark import DataFrame, Session
from snowflake.snowpark.functions import coalesce, col, contains, lit, lower, max as max_, sum as sum_

BY_MOVIE = "reelhouse.gold.bookings_by_movie"
BY_WINDOW = "reelhouse.gold.bookings_by_window"
BOOKINGS = "reelhouse.silver.bookings"
FRESHNESS = "reelhouse.gold.v_dynamic_table_status"

STATUSES = ("booked", "completed", "cancelled")


@dataclass(frozen=True)
class Totals:
    """Over all movies. Tickets and revenue are those of bookings that stand."""

    bookings: int
    cancellations: int
    tickets: int
    revenue: float
    movies: int
    updated_at: datetime | None

    @property
    def cancelled_share(self) -> float:
        """Between 0 and 1."""
        return self.cancellations / self.bookings if self.bookings else 0.0


def read_totals(session: Session) -> Totals:
    names = ("bookings", "cancellations", "tickets", "revenue")
    row = (
        session.table(BY_MOVIE)
        .agg(
            *(coalesce(sum_(col(name)), lit(0)).alias(name) for name in names),
            sum_(lit(1)).alias("movies"),
            max_(col("updated_at")).alias("updated_at"),
        )
        .collect()[0]
    )
    return Totals(
        bookings=int(row["BOOKINGS"]),
        cancellations=int(row["CANCELLATIONS"]),
        tickets=int(row["TICKETS"]),
        revenue=float(row["REVENUE"]),
        movies=int(row["MOVIES"] or 0),
        updated_at=row["UPDATED_AT"],
    )


def read_movies(session: Session, measure: str, limit: int) -> pandas.DataFrame:
    """The `limit` movies that are first by `measure`, a column of the table. Of equals the lower id."""
    frame = session.table(BY_MOVIE).order_by(col(measure).desc(), col("movie_id").asc()).limit(limit)
    names = ("movie_id", "movie_title", "bookings", "cancellations", "completions", "tickets", "revenue", "lost_revenue")
    return to_pandas(frame.select(*names), "revenue", "lost_revenue")


def read_windows(session: Session, hours: int) -> pandas.DataFrame:
    """The newest `hours` windows in which anything was booked, oldest first."""
    names = ("window_start", "bookings", "cancellations", "tickets", "revenue")
    newest = session.table(BY_WINDOW).select(*names).order_by(col("window_start").desc()).limit(hours)
    return to_pandas(newest, "revenue").sort_values("window_start", ignore_index=True)


def read_latest(session: Session, statuses: list[str], title: str, limit: int) -> pandas.DataFrame:
    """The bookings that changed last; `title` is part of the movie's title in any case, as it is: % and _ are letters."""
    names = (
        "updated_at", "status", "movie_title", "theatre", "screening_at", "tickets", "amount", "channel", "booking_id",
    )
    frame = session.table(BOOKINGS).where(col("status").in_(statuses))
    if title:
        frame = frame.where(contains(lower(col("movie_title")), lit(title.lower())))
    frame = frame.order_by(col("updated_at").desc(), col("booking_id").asc()).limit(limit)
    return to_pandas(frame.select(*names), "amount")


def read_freshness(session: Session) -> pandas.DataFrame:
    """The dynamic tables behind this page: how far they are behind, against what they promise."""
    names = ("table_name", "schema_name", "status", "lag_sec", "target_lag_sec", "latest_data_timestamp")
    frame = session.table(FRESHNESS).where(col("table_name").like("BOOKINGS%"))
    return to_pandas(frame.select(*names).order_by("schema_name", "table_name"))


def to_pandas(frame: DataFrame, *money: str) -> pandas.DataFrame:
    """Column names in lower case; the columns `money` as float."""
    result = frame.to_pandas()
    result.columns = [name.lower() for name in result.columns]
    return result.astype({name: "float64" for name in money})
