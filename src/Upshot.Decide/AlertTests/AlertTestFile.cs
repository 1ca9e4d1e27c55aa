using Upshot.Decide.Baselines;
using Upshot.Evidence;

namespace Upshot.Decide.AlertTests;

/// <summary>That an alert is in a state at a time.</summary>
/// <param name="State">firing, pending, quiet, or not-firing: pending or quiet.</param>
public sealed record AlertExpectation(int Line, TimeSpan At, string Alert, string State);

/// <summary>A test of alerts: what each objective counts, and what is expected when.</summary>
/// <param name="Loads">By objective; minutes count from <see cref="Origin"/>.</param>
public sealed record AlertTest(string Name, IReadOnlyDictionary<string, IReadOnlyList<MinuteCount>> Loads, IReadOnlyList<AlertExpectation> Expectations)
{
    /// <summary>Zero in the times of test files.</summary>
    public static readonly DateTimeOffset Origin = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Requests of services below the entries of operations, by minute.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<MinuteCount>> Services { get; init; } = new Dictionary<string, IReadOnlyList<MinuteCount>>();

    /// <summary>What watched signals are in five minutes, by baseline.</summary>
    public IReadOnlyDictionary<string, SignalPast> Signals { get; init; } = new Dictionary<string, SignalPast>();
}

/// <summary>
/// A small text format, one command a line:
/// <code>
/// test a slow burn makes a ticket
/// load checkout-works 0h..24h 600/min
/// load checkout-works 24h..24h05m 600/min 20% bad
/// load service payments 0h..24h 600/min
/// load signal orders 0d..21d 400
/// at 24h05m expect checkout-works/page firing
/// </code>
/// A load after another one of the same minutes adds to it, but for a signal, whose later value counts: what it is in five minutes, by the name of its baseline. # begins a comment; without a test line, the file is one test.
/// </summary>
public static class AlertTestFile
{
    public const string Firing = "firing", NotFiring = "not-firing";

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(400);
    private static readonly string[] s_states = [Firing, "pending", "quiet", NotFiring];

    /// <param name="file">Its name, for what is wrong with it.</param>
    /// <param name="duration">Reads 24h05m.</param>
    public static (IReadOnlyList<AlertTest> Tests, IReadOnlyList<FileProblem> Problems) Read(string text, string file, Func<string, TimeSpan?> duration)
    {
        var (tests, problems) = (new List<AlertTest>(), new List<FileProblem>());
        var (name, loads, expectations) = ("", new Dictionary<string, List<MinuteCount>>(StringComparer.Ordinal), new List<AlertExpectation>());
        var (services, signals) = (new Dictionary<string, List<MinuteCount>>(StringComparer.Ordinal), new Dictionary<string, SortedDictionary<long, double>>(StringComparer.Ordinal));
        var line = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            line++;
            var words = raw.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []:
                    break;
                case ["test", ..]:
                    Finish();
                    name = string.Join(' ', words[1..]);
                    break;
                case ["load", "service", var service, var range, var rate]:
                    Load(services, service, range, rate, []);
                    break;
                case ["load", "signal", var signal, var range, var value]:
                    Watch(signal, range, value);
                    break;
                case ["load", var objective, var range, var rate, .. var rest]:
                    Load(loads, objective, range, rate, rest);
                    break;
                case ["at", var time, "expect", var alert, var state]:
                    Expect(time, alert, state);
                    break;
                default:
                    Problem($"\"{Clip(raw.Trim())}\" is no command.", "Write: test NAME, load OBJECTIVE FROM..TO N/min [N% bad], load service SERVICE FROM..TO N/min, load signal BASELINE FROM..TO VALUE, or at TIME expect ALERT firing|pending|quiet|not-firing.");
                    break;
            }
        }

        Finish();
        return (tests, problems);

        (TimeSpan From, TimeSpan To)? Range(string range)
        {
            var ends = range.Split("..");
            if (ends.Length == 2 && duration(ends[0]) is { } from && duration(ends[1]) is { } to && from >= TimeSpan.Zero && to > from && to <= s_longest)
            {
                return (from, to);
            }

            Problem($"\"{Clip(range)}\" is no range of time.", "Write FROM..TO, such as 0h..24h, within 400 days.");
            return null;
        }

        void Watch(string signal, string range, string text)
        {
            if (Range(range) is not var (from, to))
            {
                return;
            }

            if (!double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                Problem($"\"{Clip(text)}\" is no value.", "Write what the signal is in five minutes, such as 400.");
                return;
            }

            var values = signals.TryGetValue(signal, out var known) ? known : signals[signal] = [];
            for (var step = SignalPast.StepOf(AlertTest.Origin + from); SignalPast.TimeOf(step) < AlertTest.Origin + to; step++)
            {
                values[step] = value;
            }
        }

        void Load(Dictionary<string, List<MinuteCount>> loads, string objective, string range, string rate, string[] rest)
        {
            if (Range(range) is not var (from, to))
            {
                return;
            }

            if (!rate.EndsWith("/min", StringComparison.Ordinal) || Count(rate[..^4]) is not { } total)
            {
                Problem($"\"{Clip(rate)}\" is no rate.", "Write a whole number of requests a minute, such as 600/min.");
                return;
            }

            if (Bad(rest, total) is not { } bad)
            {
                Problem($"\"{Clip(string.Join(' ', rest))}\" does not say how many fail.", "Write 20% bad or 6 bad, at most all.");
                return;
            }

            var counts = loads.TryGetValue(objective, out var known) ? known : loads[objective] = [];
            for (var at = from; at < to; at += TimeSpan.FromMinutes(1))
            {
                counts.Add(new(AlertTest.Origin + at, total - bad, total));
            }
        }

        void Expect(string time, string alert, string state)
        {
            if (duration(time) is not { } at || at > s_longest)
            {
                Problem($"\"{Clip(time)}\" is no time.", "Write it from the beginning, such as 24h05m, within 400 days.");
            }
            else if (!s_states.Contains(state))
            {
                Problem($"\"{Clip(state)}\" is no state.", "Write firing, pending, quiet or not-firing.");
            }
            else
            {
                expectations.Add(new(line, at, alert, state));
            }
        }

        void Finish()
        {
            if (loads.Count + services.Count + signals.Count + expectations.Count > 0)
            {
                tests.Add(new(name, loads.ToDictionary(l => l.Key, l => (IReadOnlyList<MinuteCount>)l.Value, StringComparer.Ordinal), expectations)
                {
                    Services = services.ToDictionary(s => s.Key, s => (IReadOnlyList<MinuteCount>)s.Value, StringComparer.Ordinal),
                    Signals = signals.ToDictionary(s => s.Key, s => Past(s.Value), StringComparer.Ordinal),
                });
            }

            (loads, expectations, services, signals) = (new(StringComparer.Ordinal), [], new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        }

        void Problem(string message, string remedy) => problems.Add(new($"{file}:{line}", message, remedy));
    }

    // Before the first value nothing is known, and neither is between two of them.
    private static SignalPast Past(SortedDictionary<long, double> values)
    {
        var first = values.Keys.First();
        return new(first, [.. Enumerable.Range(0, (int)(values.Keys.Last() - first) + 1).Select(i => values.TryGetValue(first + i, out var value) ? value : double.NaN)]);
    }

    private static long? Count(string text) => long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count <= 1_000_000_000 ? count : null;

    private static long? Bad(string[] rest, long total) => rest switch
    {
        [] => 0,
        [var share, "bad"] when share.EndsWith('%') && double.TryParse(share[..^1], System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100 => (long)Math.Round(total * percent / 100),
        [var count, "bad"] when Count(count) is { } bad && bad <= total => bad,
        _ => null,
    };

    private static string Clip(string text) => text.Length <= 60 ? text : text[..59] + "…";
}
