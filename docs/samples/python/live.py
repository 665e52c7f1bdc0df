"""Follows a run while it goes on, and ends it when it has seen enough."""

import snncluster as snn

run = snn.Run("brunel", 10_000, parameters={"neurons": 1250}, record="spikes", live=["spikes", "values"], sample_interval_ms=10, progress=False)
counted = 0
for event in run:
    if isinstance(event, snn.Progress):
        print(f"{event.phase}: {event.simulated_ms:g} of {event.duration_ms:g} ms")
    elif isinstance(event, snn.Spikes):
        counted += len(event)
        if counted > 20_000:
            run.interrupt()

result = run.result()
print(result)
