"""Bookings, live: what is booked, per movie and per hour, and what changed last.

Runs in a Snowflake account (`snow streamlit deploy --project dashboard/streamlit`) and on the laptop against the twin
(`npx reelhouse streamlit`): st.connection gives the app's own session there, and one from secrets.toml here.
"""
from datetime import datetime, timezone

import altair
import streamlit as st
from snowflake.snowpark import Session

import bookings

REFRESH = "10s"
MEASURES = {"Revenue": "revenue", "Tickets": "tickets", "Bookings": "bookings", "Cancellations": "cancellations"}
FORMATS = {"revenue": "$,.0f", "tickets": ",d", "bookings": ",d", "cancellations": ",d"}
MONEY = st.column_config.NumberColumn(format="dollar")
TIME = st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")

HOW_TO_START = """**No bookings yet.** On the laptop, make some and drop them:

```
npx reelhouse generate bookings --rows 2000 --out bookings
npx reelhouse pack bookings --dataset bookings
npx reelhouse drop bookings.zip --wait
```

They show up here by themselves within two minutes of the load."""


def show_totals(session: Session) -> bool:
    """Whether there is anything to show."""
    totals = bookings.read_totals(session)
    if totals.bookings == 0:
        st.info(HOW_TO_START)
        return False
    columns = st.columns(5)
    columns[0].metric("Bookings", f"{totals.bookings:,}")
    columns[1].metric("Tickets", f"{totals.tickets:,}", help="Of bookings that stand")
    columns[2].metric("Revenue", f"${totals.revenue:,.0f}", help="Of bookings that stand")
    columns[3].metric("Cancelled", f"{totals.cancelled_share:.1%}", help=f"{totals.cancellations:,} bookings")
    columns[4].metric("Movies", f"{totals.movies:,}")
    return True


def show_windows(session: Session, label: str, hours: int) -> None:
    measure = MEASURES[label]
    st.subheader(f"{label} by hour of booking")
    windows = bookings.read_windows(session, hours)
    chart = (
        altair.Chart(windows)
        .mark_bar()
        .encode(
            # With its unit, a bar is as wide as an hour, and an hour without bookings stays empty.
            x=altair.X("yearmonthdatehours(window_start):T", title="Hour (UTC)", axis=altair.Axis(format="%d %b %H:%M")),
            y=altair.Y(f"{measure}:Q", title=label),
            tooltip=[
                altair.Tooltip("window_start:T", title="Hour", format="%Y-%m-%d %H:%M"),
                *(altair.Tooltip(f"{name}:Q", title=title, format=FORMATS[name]) for title, name in MEASURES.items()),
            ],
        )
        .properties(height=260)
    )
    st.altair_chart(chart, width="stretch")
    with st.expander("The same as a table"):
        st.dataframe(
            windows,
            hide_index=True,
            width="stretch",
            column_config={"window_start": TIME, "revenue": MONEY},
        )


def show_movies(session: Session, label: str, limit: int) -> None:
    measure = MEASURES[label]
    st.subheader(f"Movies by {label.lower()}")
    movies = bookings.read_movies(session, measure, limit)
    # Two movies may have one title: the id keeps their bars apart.
    movies["movie"] = movies["movie_title"] + " (" + movies["movie_id"].astype(str) + ")"
    chart = (
        altair.Chart(movies)
        .mark_bar()
        .encode(
            x=altair.X(f"{measure}:Q", title=label),
            y=altair.Y("movie:N", sort=movies["movie"].tolist(), title=None, axis=altair.Axis(labelLimit=220)),
            tooltip=[
                altair.Tooltip("movie_title:N", title="Movie"),
                *(altair.Tooltip(f"{name}:Q", title=title, format=FORMATS[name]) for title, name in MEASURES.items()),
            ],
        )
        .properties(height=altair.Step(24))
    )
    st.altair_chart(chart, width="stretch")
    with st.expander("The same as a table"):
        st.dataframe(
            movies.drop(columns="movie"),
            hide_index=True,
            width="stretch",
            column_config={"revenue": MONEY, "lost_revenue": MONEY},
        )


def show_latest(session: Session, statuses: list[str], title: str) -> None:
    st.subheader("Changed last")
    latest = bookings.read_latest(session, statuses, title, 50)
    if latest.empty:
        st.caption("No booking is like that. Ask for less on the left.")
        return
    st.dataframe(
        latest,
        hide_index=True,
        width="stretch",
        height=320,
        column_config={"updated_at": TIME, "screening_at": TIME, "amount": MONEY},
    )


def show_freshness(session: Session) -> None:
    tables = bookings.read_freshness(session)
    late = tables[tables["status"] != "FRESH"]
    now = datetime.now(timezone.utc)
    words = "all tables keep their lag" if late.empty else ", ".join(late["table_name"] + " " + late["status"].str.lower())
    st.caption(f"Read at {now:%H:%M:%S} UTC: {words}.")


st.set_page_config(page_title="Bookings · Reelhouse", page_icon="🎬", layout="wide")
st.title("Bookings")
with st.sidebar:
    st.header("Show")
    label = st.selectbox("Measure", list(MEASURES))
    hours = st.slider("Hours with bookings", 6, 336, 72, step=6)
    limit = st.slider("Movies", 5, 50, 15, step=5)
    st.header("Changed last")
    title = st.text_input("Title has").strip()
    statuses = st.multiselect("Status", bookings.STATUSES, default=bookings.STATUSES)
    is_live = st.toggle("Live", value=True, help=f"Read again every {REFRESH[:-1]} seconds")


@st.fragment(run_every=REFRESH if is_live else None)
def show() -> None:
    session = st.connection("snowflake").session()
    if not show_totals(session):
        return
    show_freshness(session)
    left, right = st.columns([3, 2])
    with left:
        show_windows(session, label, hours)
    with right:
        show_movies(session, label, limit)
    show_latest(session, statuses, title)


show()
