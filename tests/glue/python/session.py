"""One Spark session for many drops: reads a request per line, answers with a line that starts with `=> `."""

import json
import os
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession

from reelhouse_glue.failure import JobFailed, Refused
from reelhouse_glue.transform import configure, transform_drop, write_reason

spark = SparkSession.builder.appName("equality").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
configure(spark)
print("=> {}", flush=True)
started = time.monotonic()


def tell(text: str) -> None:
    """With `REELHOUSE_STEPS`, when each step started."""
    if os.environ.get("REELHOUSE_STEPS"):
        print(f"{time.monotonic() - started:8.1f} s  {text}", file=sys.stderr, flush=True)


for line in sys.stdin:
    asked = json.loads(line)
    assets = Path(asked.pop("assets"))
    try:
        answer = {"done": transform_drop(spark, assets, tell=tell, **asked)}
    except Refused as refused:
        answer = {"refused": str(refused), "key": write_reason(asked["processed_bucket"], asked["dataset"], asked["drop"], refused)}
    except JobFailed as failure:
        answer = {"failed": str(failure)}
    print("=> " + json.dumps(answer), flush=True)
spark.stop()
