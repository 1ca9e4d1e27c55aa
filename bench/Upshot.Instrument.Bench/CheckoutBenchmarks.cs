using BenchmarkDotNet.Attributes;

namespace InstrumentBench;

public enum Listening
{
    Nobody,
    Spans,
    Metrics,
    Events,
    All,
}

[MemoryDiagnoser]
public class CheckoutBenchmarks
{
    private Listeners? _listeners;

    [ParamsAllValues]
    public Listening To { get; set; }

    [GlobalSetup]
    public void Listen()
    {
        _listeners = new Listeners(To is Listening.Spans or Listening.All, To is Listening.Metrics or Listening.All);
        if (To is Listening.Events or Listening.All)
        {
            HandWritten.Logger = _listeners;
            BenchPlan.UseLogger(_listeners);
        }
    }

    [GlobalCleanup]
    public void Stop() => _listeners?.Dispose();

    [Benchmark(Baseline = true)]
    public void ByHand() => HandWritten.Checkout(300, PaymentMethod.Card, 42m);

    [Benchmark]
    public void Generated()
    {
        using var checkout = Bench.Checkout.Start(300, PaymentMethod.Card);
        checkout.Succeed(42m);
    }
}
