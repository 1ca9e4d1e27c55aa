using Upshot.Answers;

namespace Upshot.Pages.Releases;

/// <summary>A measure with its interval, ready to be drawn: changes are shares (0.1 is 10 %), for the error ratio points.</summary>
/// <param name="Limit">The largest change that is acceptable, with its sign.</param>
/// <param name="ExpectedLow">The range that the plan expects; null: none.</param>
public sealed record ForestRow(MeasureVerdict Measure, double? Value, double? Low, double? High, double Limit, double? ExpectedLow, double? ExpectedHigh, ImpactScore? Score)
{
    public bool IsPoints => Format.IsErrorRatio(Measure.Measure);

    public static ForestRow Of(MeasureVerdict measure, ImpactScore? score = null)
    {
        var limit = measure.HigherIsBetter || Format.IsHigherBetter(measure.Measure) ? -measure.Margin : measure.Margin;
        var isPoints = Format.IsErrorRatio(measure.Measure);
        var change = isPoints ? measure.Difference : measure.Ratio;
        var one = isPoints ? 0 : 1;
        return new(measure, change?.Value - one, change?.Low - one, change?.High - one, limit, score?.ExpectedLow, score?.ExpectedHigh, score);
    }

    /// <summary>A change in words.</summary>
    public string Text(double? change) => IsPoints ? Format.Points(change) : Format.Change(change);

    public string Range => IsPoints && Low is { } low && High is { } high ? $"{Format.BarePoints(low)} … {Format.Points(high)}" : $"{Text(Low)} … {Text(High)}";
}

/// <summary>The common scale of some rows: what is beyond it is cut off, and drawn so.</summary>
public sealed record ForestScale(double Low, double High)
{
    /// <summary>Zero, all values, margins and expectations are inside; intervals as far as they do not dwarf them.</summary>
    public static ForestScale Of(IEnumerable<ForestRow> rows)
    {
        var all = rows.ToList();
        var marks = all.SelectMany(r => new[] { r.Value, r.Limit, r.ExpectedLow, r.ExpectedHigh }).OfType<double>().Append(0).ToList();
        var (low, high) = (marks.Min(), marks.Max());
        var reach = Math.Max(1e-6, Math.Max(-low, high));
        var ends = all.SelectMany(r => new[] { r.Low, r.High }).OfType<double>().Where(e => Math.Abs(e) <= 2 * reach).ToList();
        (low, high) = (Math.Min(low, ends.DefaultIfEmpty(0).Min()), Math.Max(high, ends.DefaultIfEmpty(0).Max()));
        var room = 0.08 * (high - low);
        // Nothing gets less by more than all of it.
        return new(all.Exists(r => r.IsPoints) ? low - room : Math.Max(-1, low - room), high + room);
    }

    /// <summary>Per cent of the width.</summary>
    public double X(double change) => Math.Clamp(100 * (change - Low) / (High - Low), 0, 100);

    public bool Holds(double change) => change >= Low && change <= High;
}
