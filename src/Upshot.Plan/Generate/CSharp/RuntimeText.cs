namespace Upshot.Plan.Generate.CSharp;

/// <summary>The parts of generated code that are the same for every plan.</summary>
internal static class RuntimeText
{
    public const string Shared = """
        private static readonly object[] s_numbers = MakeNumbers();
        private static readonly object s_true = true;
        private static readonly object s_false = false;

        /// <summary>Whether a signal is switched on; the cell is shared with whoever switches it, in whichever assembly.</summary>
        internal static bool[] Cell(string signal, bool isOn) =>
            Shared("Upshot.Rollout", static () => new global::System.Collections.Concurrent.ConcurrentDictionary<string, bool[]>())
                .GetOrAdd(signal, _ => [isOn]);

        internal static bool IsOn(bool[] cell) => global::System.Threading.Volatile.Read(ref cell[0]);

        /// <summary>Small numbers and booleans are boxed once.</summary>
        internal static object Box(long value) => (ulong)value < 256 ? s_numbers[value] : value;

        internal static object Box(bool value) => value ? s_true : s_false;

        internal static double SecondsSince(long timestamp) =>
            (global::System.Diagnostics.Stopwatch.GetTimestamp() - timestamp) * (1.0 / global::System.Diagnostics.Stopwatch.Frequency);

        /// <summary>HMAC-SHA256, the first 16 bytes in hexadecimal. The key is UPSHOT_HASH_KEY; without it a new one for each process.</summary>
        internal static string? Hash(string? value) => value is null
            ? null
            : global::System.Convert.ToHexString(global::System.Security.Cryptography.HMACSHA256.HashData(Key.Bytes, global::System.Text.Encoding.UTF8.GetBytes(value)), 0, 16).ToLowerInvariant();

        /// <summary>A value as text, the same in every language: hashes and messages are made of it.</summary>
        internal static string Text(string value) => value;

        internal static string Text(bool value) => value ? "true" : "false";

        internal static string Text(long value) => value.ToString(global::System.Globalization.CultureInfo.InvariantCulture);

        // As ECMAScript writes numbers.
        internal static string Text(double value)
        {
            var text = value.ToString("R", global::System.Globalization.CultureInfo.InvariantCulture);
            return value == 0 ? "0"
                : global::System.Math.Abs(value) is >= 1e-6 and < 1e21
                ? decimal.Parse(text, global::System.Globalization.NumberStyles.Float, global::System.Globalization.CultureInfo.InvariantCulture).ToString("0.############################", global::System.Globalization.CultureInfo.InvariantCulture)
                : text.Replace("E-0", "e-").Replace('E', 'e');
        }

        internal static string? Text<T>(T[]? values) => values is null ? null : string.Join(",", global::System.Array.ConvertAll(values, static value => value switch
        {
            bool flag => Text(flag),
            long number => Text(number),
            double number => Text(number),
            _ => value?.ToString() ?? "",
        }));

        /// <summary>Counts what telemetry could not take, and warns of it once: a mistake in telemetry is no reason for a request to fail.</summary>
        internal static void LeaveOut(string name, string why)
        {
            var key = $"{name}: {why}";
            if (!s_leftOut.ContainsKey(key) && s_leftOut.Count >= MostLeftOut)
            {
                return;
            }

            if (s_leftOut.AddOrUpdate(key, 1, static (_, count) => count + 1) == 1)
            {
                try
                {
                    Warn($"Telemetry left out {key}. This is said once; LeftOut of the plan's class counts it.");
                }
                catch (global::System.Exception)
                {
                    // Nobody to tell.
                }
            }
        }

        internal static void Failed(string name, global::System.Exception error) => LeaveOut(name, error.GetType().Name + " was thrown");

        internal static global::System.Collections.Generic.IReadOnlyDictionary<string, long> LeftOut => s_leftOut;

        /// <summary>Whether an instrument can take a number. Counters and histograms take nothing below zero.</summary>
        internal static bool Takes(string metric, double value, bool isOnlyUp)
        {
            if (double.IsFinite(value) && (value >= 0 || !isOnlyUp))
            {
                return true;
            }

            LeaveOut(metric, isOnlyUp ? "the plan wants a finite number, not below zero" : "the plan wants a finite number");
            return false;
        }

        internal static bool Takes(string metric, long value, bool isOnlyUp)
        {
            if (value >= 0 || !isOnlyUp)
            {
                return true;
            }

            LeaveOut(metric, "the plan wants a number that is not below zero");
            return false;
        }

        /// <summary>A value of an attribute, or nothing where it is no finite number: there is no text of JSON for it.</summary>
        internal static double? Finite(string attribute, double? value)
        {
            if (value is not { } number || double.IsFinite(number))
            {
                return value;
            }

            LeaveOut(attribute, "the plan wants a finite number");
            return null;
        }

        internal static double[]? Finite(string attribute, double[]? values)
        {
            if (values is null || global::System.Array.TrueForAll(values, double.IsFinite))
            {
                return values;
            }

            LeaveOut(attribute, "the plan wants a list of finite numbers");
            return null;
        }

        // Names come from code, so there are few of them; the limit is for code that makes them up.
        private const int MostLeftOut = 1000;
        private static readonly global::System.Collections.Concurrent.ConcurrentDictionary<string, long> s_leftOut =
            Shared("Upshot.LeftOut", static () => new global::System.Collections.Concurrent.ConcurrentDictionary<string, long>());

        // Both sides find what they share under a name that both know, whichever of them comes first.
        private static T Shared<T>(string name, global::System.Func<T> make) where T : class
        {
            lock (typeof(global::System.AppContext))
            {
                if (global::System.AppContext.GetData(name) is T found)
                {
                    return found;
                }

                var made = make();
                global::System.AppContext.SetData(name, made);
                return made;
            }
        }

        private static object[] MakeNumbers()
        {
            var numbers = new object[256];
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = (long)i;
            }

            return numbers;
        }

        private static class Key
        {
            internal static readonly byte[] Bytes = global::System.Environment.GetEnvironmentVariable("UPSHOT_HASH_KEY") is { Length: > 0 } key
                ? global::System.Text.Encoding.UTF8.GetBytes(key)
                : global::System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        }
        """;

    /// <summary>Where no event needs a logger.</summary>
    public const string Silent = """
        private static void Warn(string text) => global::System.Diagnostics.Trace.TraceWarning(text);
        """;

    public const string Observed = """
        /// <summary>A metric that is read whenever metrics are collected: everybody who observes it is asked, and what has the same attributes is added, except for a gauge, of which the last one counts.</summary>
        internal sealed class Observed<T>(string metric, bool[] cell, bool isGauge, bool isOnlyUp, global::System.Func<global::System.Func<global::System.Collections.Generic.IEnumerable<global::System.Diagnostics.Metrics.Measurement<T>>>, object> create)
            where T : struct, global::System.Numerics.INumber<T>
        {
            private readonly object _lock = new();
            private global::System.Func<global::System.Collections.Generic.IEnumerable<global::System.Diagnostics.Metrics.Measurement<T>>>[] _readers = [];
            private object? _instrument;

            internal global::System.IDisposable Add(global::System.Func<global::System.Collections.Generic.IEnumerable<global::System.Diagnostics.Metrics.Measurement<T>>> read)
            {
                lock (_lock)
                {
                    // While nobody observes there is no such instrument, so that the same metric may be counted by hand instead.
                    _readers = [.. _readers, read];
                    _instrument ??= create(Collect);
                }

                return new Reader(this, read);
            }

            private global::System.Collections.Generic.IEnumerable<global::System.Diagnostics.Metrics.Measurement<T>> Collect()
            {
                var found = new global::System.Collections.Generic.Dictionary<string, global::System.Diagnostics.Metrics.Measurement<T>>();
                foreach (var read in IsOn(cell) ? global::System.Threading.Volatile.Read(ref _readers) : [])
                {
                    try
                    {
                        foreach (var measured in read())
                        {
                            Add(found, measured);
                        }
                    }
                    catch (global::System.Exception error)
                    {
                        Failed(metric, error);
                    }
                }

                return found.Values;
            }

            private void Add(global::System.Collections.Generic.Dictionary<string, global::System.Diagnostics.Metrics.Measurement<T>> found, global::System.Diagnostics.Metrics.Measurement<T> measured)
            {
                if (!T.IsFinite(measured.Value) || (isOnlyUp && T.IsNegative(measured.Value)))
                {
                    LeaveOut(metric, isOnlyUp ? "the plan wants a finite number, not below zero" : "the plan wants a finite number");
                    return;
                }

                var parts = new global::System.Collections.Generic.List<string>();
                foreach (var tag in measured.Tags)
                {
                    parts.Add($"{tag.Key}\0{tag.Value}");
                }

                parts.Sort(global::System.StringComparer.Ordinal);
                var key = string.Join("\0\0", parts);
                found[key] = !isGauge && found.TryGetValue(key, out var other) ? new(other.Value + measured.Value, measured.Tags) : measured;
            }

            private sealed class Reader(Observed<T> of, global::System.Func<global::System.Collections.Generic.IEnumerable<global::System.Diagnostics.Metrics.Measurement<T>>> read) : global::System.IDisposable
            {
                public void Dispose()
                {
                    lock (of._lock)
                    {
                        var at = global::System.Array.IndexOf(of._readers, read);
                        of._readers = at < 0 ? of._readers : [.. of._readers[..at], .. of._readers[(at + 1)..]];
                    }
                }
            }
        }
        """;

    public const string Logging = """
        private static void Warn(string text)
        {
            if (global::System.Threading.Volatile.Read(ref s_factory[0]) is global::Microsoft.Extensions.Logging.ILoggerFactory factory)
            {
                global::Microsoft.Extensions.Logging.LoggerExtensions.LogWarning(factory.CreateLogger("upshot.telemetry"), "{Text}", text);
            }
            else
            {
                global::System.Diagnostics.Trace.TraceWarning(text);
            }
        }

        private static readonly object?[] s_factory = Shared("Upshot.LoggerFactory", static () => new object?[1]);
        private static Made? s_made;

        /// <summary>Null until the application has said where events go.</summary>
        internal static global::Microsoft.Extensions.Logging.ILogger? Logger
        {
            get
            {
                var factory = global::System.Threading.Volatile.Read(ref s_factory[0]);
                if (factory is null)
                {
                    return null;
                }

                var made = s_made;
                return made is not null && ReferenceEquals(made.Factory, factory) ? made.Logger : Make(factory);
            }
        }

        internal static void Use(global::Microsoft.Extensions.Logging.ILoggerFactory? factory) => global::System.Threading.Volatile.Write(ref s_factory[0], factory);

        private static global::Microsoft.Extensions.Logging.ILogger? Make(object factory)
        {
            try
            {
                var made = new Made(factory, ((global::Microsoft.Extensions.Logging.ILoggerFactory)factory).CreateLogger(SCOPE));
                s_made = made;
                return made.Logger;
            }
            catch (global::System.ObjectDisposedException)
            {
                // The application is coming down.
                return null;
            }
        }

        private sealed class Made(object factory, global::Microsoft.Extensions.Logging.ILogger logger)
        {
            internal readonly object Factory = factory;
            internal readonly global::Microsoft.Extensions.Logging.ILogger Logger = logger;
        }
        """;

    public const string Classified = """
        /// <summary>A value that could identify a person: it is redacted before it leaves the process, as the plan says.</summary>
        ACCESS readonly struct Personal<T>(T value)
        {
            internal T Value { get; } = value;

            public override string ToString() => "***";
        }

        ACCESS static class Personal
        {
            public static Personal<T> Of<T>(T value) => new(value);
        }

        /// <summary>A value that nobody may see: it is redacted before it leaves the process, as the plan says.</summary>
        ACCESS readonly struct Secret<T>(T value)
        {
            internal T Value { get; } = value;

            public override string ToString() => "***";
        }

        ACCESS static class Secret
        {
            public static Secret<T> Of<T>(T value) => new(value);
        }
        """;
}
