using System.Globalization;
using Upshot.Decide.Contrasts;
using Upshot.Evidence;

namespace Upshot.Decide.Failures;

/// <summary>One way to fail, in both arms.</summary>
/// <param name="Before">The share of all requests that fail so.</param>
/// <param name="Examples">Ids of traces.</param>
public sealed record FailureMode(FailurePath Path, double Before, double Now, int Requests, IReadOnlyList<string> Examples)
{
    public bool IsNew => Before == 0;
}

/// <summary>How failures of an operation changed: which ways to fail became more frequent, and what the failed requests have in common.</summary>
/// <param name="P">How often chance alone would show as large a difference of the two shares.</param>
public sealed record FailureChange(double Before, double Now, int BeforeRequests, int NowRequests, double P, IReadOnlyList<FailureMode> Modes, IReadOnlyList<Contrast> Contrasts)
{
    private const int MostModes = 10;
    private const int MostExamples = 3;
    private const double Surely = 0.001;

    public bool Rose => Now > Before && P < Surely;

    /// <summary>Something to tell: more requests fail, or those that fail have a fact in common that the others do not have.</summary>
    public bool IsShown => Rose || (Now > 0 && Contrasts.Count > 0);

    public static FailureChange Between(IReadOnlyList<TraceEvidence> before, IReadOnlyList<TraceEvidence> now)
    {
        var (was, @is) = (Gather(before), Gather(now));
        var modes = @is.Modes.Select(m => new FailureMode(m.Value.Path, was.Modes.TryGetValue(m.Key, out var old) ? old.Weight / was.Weight : 0, m.Value.Weight / @is.Weight, m.Value.Traces.Count, [.. m.Value.Traces.Take(MostExamples)]))
            .OrderByDescending(m => m.Now - m.Before).ThenBy(m => m.Path.Path, StringComparer.Ordinal).Take(MostModes).ToList();
        var rows = now.Select(t => new ContrastRow(TraceFacts.Of(t), FailurePath.Of(t) is not null, t.Weight)).ToList();
        return new FailureChange(
            was.Weight == 0 ? 0 : was.Failed / was.Weight, @is.Weight == 0 ? 0 : @is.Failed / @is.Weight, before.Count, now.Count, Chance(was.Count, before.Count, @is.Count, now.Count), modes, ContrastSearch.Of(rows));
    }

    /// <summary>Empty: there is nothing to tell.</summary>
    public string Sentence(string operation)
    {
        if (!IsShown)
        {
            return "";
        }

        var text = Rose
            ? string.Create(CultureInfo.InvariantCulture, $"{Percent(Now)} of the requests of {operation} fail instead of {Percent(Before)}")
            : string.Create(CultureInfo.InvariantCulture, $"{Percent(Now)} of the requests of {operation} fail");
        if (Modes.Count > 0)
        {
            var most = Modes[0];
            text += string.Create(CultureInfo.InvariantCulture, $", most in {most.Path.Steps[^1]}{(most.Path.ErrorType.Length > 0 ? $" with {most.Path.ErrorType}" : "")}{(most.IsNew && BeforeRequests > 0 ? ", which is new" : "")}");
        }

        if (Contrasts.Count > 0)
        {
            var contrast = Contrasts[0];
            text += string.Create(CultureInfo.InvariantCulture, $"; with {Words(contrast.Where)} {Percent(contrast.Inside)} fail, without {Percent(contrast.Outside)} ({Percent(contrast.Share)} of all failures)");
            text += contrast.SameAs.Count > 0 ? $"; the same requests have {Words(contrast.SameAs)}" : "";
        }

        return text + ".";
    }

    public static string Words(IEnumerable<KeyValuePair<string, string>> where) => string.Join(" and ", where.Select(w => $"{w.Key} = {w.Value}"));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %");

    // Two shares by their normal approximation, with half an event taken off, so that a single failure proves nothing.
    private static double Chance(double a, double n, double b, double m)
    {
        if (n == 0 || m == 0)
        {
            return 1;
        }

        var pooled = (a + b + 1) / (n + m + 2);
        var z = Math.Max(0, Math.Abs((b / m) - (a / n)) - (0.5 / m) - (0.5 / n)) / Math.Sqrt(pooled * (1 - pooled) * ((1 / n) + (1 / m)));
        return 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -z);
    }

    private sealed record Mode(FailurePath Path)
    {
        public double Weight { get; set; }
        public List<string> Traces { get; } = [];
    }

    private static (double Weight, double Failed, int Count, Dictionary<(string, string), Mode> Modes) Gather(IReadOnlyList<TraceEvidence> traces)
    {
        double weight = 0, failed = 0;
        var count = 0;
        var modes = new Dictionary<(string, string), Mode>();
        foreach (var trace in traces)
        {
            weight += trace.Weight;
            if (FailurePath.Of(trace) is not { } path)
            {
                continue;
            }

            (failed, count) = (failed + trace.Weight, count + 1);
            if (!modes.TryGetValue((path.Path, path.ErrorType), out var mode))
            {
                modes.Add((path.Path, path.ErrorType), mode = new Mode(path));
            }

            mode.Weight += trace.Weight;
            mode.Traces.Add(trace.TraceId);
        }

        return (weight, failed, count, modes);
    }
}
