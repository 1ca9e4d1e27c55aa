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
}

/// <summary>
/// A small text format, one command a line:
/// <code>
/// test a slow burn makes a ticket
/// load checkout-works 0h..24h 600/min
/// load checkout-works 24h..24h05m 600/min 20% bad
/// at 24h05m expect checkout-works/page firing
/// </code>
/// A load after another one of the same minutes adds to it; # begins a comment; without a test line, the file is one test.
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
                case ["load", var objective, var range, var rate, .. var rest]:
                    Load(objective, range, rate, rest);
                    break;
                case ["at", var time, "expect", var alert, var state]:
                    Expect(time, alert, state);
                    break;
                default:
                    Problem($"\"{Clip(raw.Trim())}\" is no command.", "Write: test NAME, load OBJECTIVE FROM..TO N/min [N% bad], or at TIME expect ALERT firing|pending|quiet|not-firing.");
                    break;
            }
        }

        Finish();
        return (tests, problems);

        void Load(string objective, string range, string rate, string[] rest)
        {
            var ends = range.Split("..");
            if (ends.Length != 2 || duration(ends[0]) is not { } from || duration(ends[1]) is not { } to || from < TimeSpan.Zero || to <= from || to > s_longest)
            {
                Problem($"\"{Clip(range)}\" is no range of time.", "Write FROM..TO, such as 0h..24h, within 400 days.");
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
            if (loads.Count + expectations.Count > 0)
            {
                tests.Add(new(name, loads.ToDictionary(l => l.Key, l => (IReadOnlyList<MinuteCount>)l.Value, StringComparer.Ordinal), expectations));
            }

            (loads, expectations) = (new(StringComparer.Ordinal), []);
        }

        void Problem(string message, string remedy) => problems.Add(new($"{file}:{line}", message, remedy));
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
