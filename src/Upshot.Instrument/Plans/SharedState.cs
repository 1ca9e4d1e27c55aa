using System.Collections.Concurrent;

namespace Upshot.Instrument.Plans;

/// <summary>
/// What this package and generated code share in a process without referring to each other: it stands in the
/// <see cref="AppContext"/> under names that both know.
/// </summary>
internal static class SharedState
{
    private static readonly ConcurrentDictionary<string, bool[]> Cells = Shared("Upshot.Rollout", static () => new ConcurrentDictionary<string, bool[]>());
    private static readonly object?[] Factory = Shared("Upshot.LoggerFactory", static () => new object?[1]);

    /// <summary>What generated code could not take, by name and reason, and how often.</summary>
    public static IReadOnlyDictionary<string, long> LeftOut { get; } = Shared("Upshot.LeftOut", static () => new ConcurrentDictionary<string, long>());

    /// <summary>Switches a signal on or off in this process.</summary>
    public static void Switch(string signal, bool isOn) => Volatile.Write(ref Cells.GetOrAdd(signal, _ => [isOn])[0], isOn);

    public static bool IsOn(string signal) => Cells.TryGetValue(signal, out var cell) && Volatile.Read(ref cell[0]);

    /// <summary>It was switched off; false also where nobody has switched it yet.</summary>
    public static bool IsOff(string signal) => Cells.TryGetValue(signal, out var cell) && !Volatile.Read(ref cell[0]);

    public static object? Logger => Volatile.Read(ref Factory[0]);

    /// <summary>Where generated events go; null: nowhere.</summary>
    public static void UseLogger(object? factory) => Volatile.Write(ref Factory[0], factory);

    private static T Shared<T>(string name, Func<T> make)
        where T : class
    {
        // The lock is generated code's too.
        lock (typeof(AppContext))
        {
            if (AppContext.GetData(name) is T found)
            {
                return found;
            }

            var made = make();
            AppContext.SetData(name, made);
            return made;
        }
    }
}
