using Microsoft.Extensions.Logging;

namespace Upshot.Instrument.Plans;

/// <summary>
/// Where generated events and flag evaluations go: to the application of this process that started last and still runs.
/// </summary>
internal static class Loggers
{
    private static readonly List<ILoggerFactory> Factories = [];
    private static ILogger? s_flags;

    public static ILogger? Flags => Volatile.Read(ref s_flags);

    public static void Use(ILoggerFactory factory)
    {
        lock (Factories)
        {
            Factories.Add(factory);
            Set();
        }
    }

    public static void Leave(ILoggerFactory factory)
    {
        lock (Factories)
        {
            Factories.Remove(factory);
            Set();
        }
    }

    private static void Set()
    {
        var factory = Factories.LastOrDefault();
        SharedState.UseLogger(factory);
        Volatile.Write(ref s_flags, factory?.CreateLogger("Upshot.Instrument.FeatureFlags"));
    }
}
