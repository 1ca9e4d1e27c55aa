using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Upshot.Instrument;

/// <summary>The one meter of this package.</summary>
internal static class Signals
{
    public static readonly Meter Meter = new("Upshot.Instrument");

    /// <summary>The built-in meter <c>System.Runtime</c> counts the threads of the pool; this counts them all.</summary>
    public static readonly ObservableUpDownCounter<int> Threads = Meter.CreateObservableUpDownCounter(
        "process.thread.count",
        static () =>
        {
            using var process = Process.GetCurrentProcess();
            return process.Threads.Count;
        },
        "{thread}",
        "Process threads count.");
}
