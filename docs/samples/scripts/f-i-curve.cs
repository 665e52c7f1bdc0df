#:project ../../../src/SnnCluster

using SnnCluster;
using SnnCluster.Model.Neurons;

// Rates of 100 leaky neurons that get no current (a rest of 0 mV) to one of 40 mV times the membrane's conductance; the threshold is at 20 mV.
double[] drive = [.. Enumerable.Range(0, 100).Select(i => 0.4 * i)];
var network = new Network();
var lif = new HeterogeneousLifDescription { RestingPotentialMv = drive, ResetPotentialMv = 0, ThresholdMv = 20, RefractoryPeriodMs = 2, InitialPotentialMv = 0 };
Population cells = network.Add("cells", drive.Length, lif).RecordSpikes();
Plot.Line(drive, network.Run(durationMs: 1000).RatesHz(cells), "drive R·I (mV)", "rate (Hz)", "f-I curve").Save("f-i-curve.png");
