using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Upshot.Instrument.Plans;

namespace Upshot.Instrument.Testing;

/// <summary>Where generated events go while somebody collects: to each collector that wants them, and to where they went before.</summary>
internal sealed class CollectedLogs : ILoggerFactory
{
    private static readonly Lock s_lock = new();
    private static readonly CollectedLogs s_instance = new();
    private static CollectedTelemetry[] s_collectors = [];
    private static object? s_before;

    public static IDisposable To(CollectedTelemetry collector)
    {
        lock (s_lock)
        {
            if (s_collectors.Length == 0)
            {
                s_before = SharedState.Logger;
                SharedState.UseLogger(s_instance);
            }

            s_collectors = [.. s_collectors, collector];
        }

        return new End(collector);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, (s_before as ILoggerFactory)?.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Collected events go to their collectors only.");

    public void Dispose()
    {
        // It holds nothing.
    }

    private sealed class End(CollectedTelemetry collector) : IDisposable
    {
        public void Dispose()
        {
            lock (s_lock)
            {
                s_collectors = [.. s_collectors.Where(c => c != collector)];
                if (s_collectors.Length == 0 && SharedState.Logger == s_instance)
                {
                    SharedState.UseLogger(s_before);
                }
            }
        }
    }

    private sealed class Logger(string category, ILogger? before) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => before?.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && (s_collectors.Any(Wants) || before?.IsEnabled(logLevel) == true);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            before?.Log(logLevel, eventId, state, exception, formatter);
            foreach (var collector in s_collectors.Where(Wants))
            {
                var attributes = CollectedValues.Of(state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
                var (signal, version) = Contract.Parse(attributes);
                collector.Add(new(signal, version, eventId, logLevel, formatter(state, exception), Activity.Current?.SpanId.ToString() ?? "", exception, attributes));
            }
        }

        private bool Wants(CollectedTelemetry collector) => collector.IsMine && collector.IsWanted(category);
    }
}
