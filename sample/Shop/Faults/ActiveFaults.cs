using System.Collections.Concurrent;
using Shop.Hosting;

namespace Shop.Faults;

/// <summary>The faults as they stand now.</summary>
internal sealed class ActiveFaults(IConfiguration configuration, LiveSettings live, Chance chance)
{
    private readonly ConcurrentBag<byte[]> _leaked = [];
    private long _leakedBytes;
    private long _requests;

    public double Value(string name) => configuration.GetValue<double>(FaultKinds.Key(name));

    public TimeSpan Delay(string name) => TimeSpan.FromMilliseconds(Value(name));

    public IReadOnlyDictionary<string, double> All() => FaultKinds.AllOff.Keys.ToDictionary(name => name, Value);

    /// <summary>Null, or what is wrong.</summary>
    public string? Set(string name, double value)
    {
        if (!FaultKinds.AllOff.ContainsKey(name))
        {
            return $"There is no fault '{name}'; there are {string.Join(", ", FaultKinds.AllOff.Keys)}.";
        }

        if (FaultKinds.Refuse(name, value) is { } remedy)
        {
            return $"{name} takes {remedy}.";
        }

        live.SetNumber(FaultKinds.Key(name), value);
        return null;
    }

    /// <summary>Whether this request is one of the share that fails.</summary>
    public bool NextFails() => chance.Of($"error {Interlocked.Increment(ref _requests)}") < Value(FaultKinds.Errors);

    public void LeakSome()
    {
        var bytes = (int)Value(FaultKinds.Leak);
        if (bytes > 0 && Interlocked.Add(ref _leakedBytes, bytes) <= FaultKinds.MostLeaked)
        {
            var block = new byte[bytes];
            Array.Fill(block, (byte)1);
            _leaked.Add(block);
        }
    }
}
