"""What the Glue job does: a drop's members through the dataset's rules, by Spark, into the archive bucket."""
