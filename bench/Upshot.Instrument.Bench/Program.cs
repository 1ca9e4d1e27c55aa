using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using InstrumentBench;
using Perfolizer.Horology;

if (args is ["pairs", var to])
{
    Pairs.Measure(Enum.Parse<Listening>(to), Console.Out);
    return;
}

// Short iterations and many of them: what else runs on the machine hits single ones, and the median stays.
var job = Job.Default.WithWarmupCount(6).WithIterationCount(25).WithIterationTime(TimeInterval.FromMilliseconds(100));
BenchmarkRunner.Run<CheckoutBenchmarks>(DefaultConfig.Instance.AddJob(job), args);
