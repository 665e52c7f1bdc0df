"""A run on a cluster of one node, which is a process of its own."""

import subprocess
import tempfile
import unittest

import snncluster as snn
from networks import balanced


class OnACluster(unittest.TestCase):
    def test_the_result_is_that_of_this_machine(self):
        with tempfile.TemporaryFile() as errors, subprocess.Popen(
            [*snn.find_command(), "node", "--port", "0", "--devices", "host,host"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as node:
            try:
                address = node.stdout.readline().split()[1]
                spikes = []
                options = {"record": "spikes", "connectivity": False, "sample_interval_ms": 10}
                there = balanced().run(50, cluster=address, on_spikes=spikes.append, **options)
                here = balanced().run(50, **options)
                with self.assertRaisesRegex(snn.SnnClusterError, "duration"):
                    balanced().run(0.05, cluster=address)
            finally:
                node.terminate()
        self.assertEqual(there.digest, here.digest)
        self.assertEqual(there.summary["cluster"]["transport"], "shared" if len(there.summary["partitions"]) < 2 else there.summary["cluster"]["transport"])
        self.assertEqual(sum(len(batch) for batch in spikes), there.summary["spikes"])
        self.assertEqual(len(there.spikes["e"]), len(here.spikes["e"]))

    def test_nobody_answers(self):
        with self.assertRaises(snn.RunError):
            balanced().run(50, cluster="127.0.0.1:1")


if __name__ == "__main__":
    unittest.main()
