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

    public const string Logging = """
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
