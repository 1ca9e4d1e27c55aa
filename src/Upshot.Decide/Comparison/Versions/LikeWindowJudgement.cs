using Upshot.Decide.Comparison.LikeWindows;
using Upshot.Decide.Comparison.Variances;
using Upshot.Evidence;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>The effect of a version that took over from its baseline, judged by what like windows of earlier days did.</summary>
internal sealed class LikeWindowJudgement(ComparisonEvidence evidence, CommonMix mix, SpreadHistory history)
{
    private const int MostSlots = 24, MostDays = 28;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly PastWindows _past = new(evidence.Past);
    private readonly PastWindows? _control = evidence.Controls.Count > 0 ? new PastWindows(evidence.Controls[0]) : null;
    private readonly WindowPlan? _windows = WindowPlan.Of(evidence);

    /// <summary>The like days that were found at the candidate's hours.</summary>
    public int Days { get; private set; }

    /// <summary>Days that are known at the candidate's hours, like or not.</summary>
    public int KnownDays { get; private set; }

    /// <summary>Those of the candidate's own part of the week; fewer than <see cref="Days"/> where too few are known of it.</summary>
    public int OfOwnPart { get; private set; }

    /// <summary>The candidate came on a weekend.</summary>
    public bool IsOnWeekend => _windows is { } w && PartOfWeek.IsWeekend(w.After.From, evidence.Zone);

    /// <summary>A series that did not change was used.</summary>
    public bool HasControl { get; private set; }

    public EffectTest Of(Measure measure)
    {
        if (_windows is not { } w)
        {
            return EffectTest.Without(InconclusiveReason.ConfoundedWithTime);
        }

        var isRoot = measure == Measure.ErrorRatio;
        double Statistic(IReadOnlyList<ReplicateEvidence> rows) => Number(rows, measure, mix);
        var baseline = WindowPlan.Rows(evidence.Baseline.Replicates, w.Before);
        var candidate = WindowPlan.Rows(evidence.Candidate.Replicates, w.After);
        var (after, before) = (Statistic(candidate), Statistic(baseline));
        var control = _control is null ? null : Pair(_control, w.After.From, w, rows => Number(rows, measure, null));
        var slots = Slots(w, Statistic, control is null ? null : rows => Number(rows, measure, null));
        var own = slots.Count == 0 ? 0 : slots[0].After.Count - slots[0].IsOtherPart.Count(o => o);
        OfOwnPart = Math.Max(OfOwnPart, own);
        KnownDays = Math.Max(KnownDays, slots.Count == 0 ? 0 : slots[0].After.Count);
        if (own == 0 || slots[0].After.Count < LikeWindowTest.FewestDays)
        {
            return EffectTest.Without(InconclusiveReason.ConfoundedWithTime);
        }

        if (!double.IsFinite(after) || !double.IsFinite(before))
        {
            return EffectTest.Without(InconclusiveReason.NotEnoughEvidence);
        }

        var (a, b) = (SpreadHistory.Finite(ProcessRows.Of(baseline), Statistic), SpreadHistory.Finite(ProcessRows.Of(candidate), Statistic));
        var measured = SampleVariance.Pooled([SampleVariance.Of(a), SampleVariance.Of(b)]);
        var process = history.Prior(Statistic).Shrink(measured, measured.DegreesOfFreedom);
        if (process.DegreesOfFreedom == 0 || a.Count == 0 || b.Count == 0)
        {
            return EffectTest.Without(InconclusiveReason.NotEnoughEvidence) with { BaselineProcesses = a.Count, CandidateProcesses = b.Count };
        }

        Days = Math.Max(Days, slots[0].After.Count);
        HasControl |= control is not null;
        var draw = new SampleVariance(process.Value * ((1.0 / a.Count) + (1.0 / b.Count)), process.DegreesOfFreedom);
        double[] covariates = control is { } c ? [before, c.After, c.Before] : [before];
        var result = LikeWindowTest.Test(slots, 0, after, covariates, draw, w.IsSameLength);
        var tested = new EffectTest(result.Test, isRoot ? EffectScale.Root : EffectScale.Logarithm, isRoot ? 0 : MeasureStatistic.Tolerance(baseline, measure), isRoot ? after : 0)
        {
            Reason = result.Test.IsTest ? InconclusiveReason.None : InconclusiveReason.ConfoundedWithTime,
            Method = $"analysis of covariance on {slots[0].After.Count} like days{(control is null ? "" : " and a control")}; the time before{(control is null ? " explains" : " and the control explain")} {100 * result.Explained:0} % of what they vary by",
            BaselineProcesses = a.Count,
            CandidateProcesses = b.Count,
        };
        return mix.IsMixed ? WithMix(tested, (Number(candidate, measure, null), after), (Number(baseline, measure, null), before)) : tested;
    }

    // By how much the mix of each version moved it, the baseline's less: in points of ratios, or as a ratio less one.
    private static EffectTest WithMix(EffectTest test, (double Served, double AtMix) after, (double Served, double AtMix) before)
    {
        if (test.Scale == EffectScale.Root)
        {
            var points = (after.Served * after.Served) - (after.AtMix * after.AtMix) - (before.Served * before.Served) + (before.AtMix * before.AtMix);
            return test with { MixEffect = points, AsServed = test.Effect(0.5).Value + points };
        }

        var log = after.Served - after.AtMix - before.Served + before.AtMix;
        return test with { MixEffect = Math.Exp(log) - 1, AsServed = Math.Exp(test.Test.Difference + log) - 1 };
    }

    // Today's slot first.
    private List<SlotDays> Slots(WindowPlan w, Func<IReadOnlyList<ReplicateEvidence>, double> statistic, Func<IReadOnlyList<ReplicateEvidence>, double>? control)
    {
        var count = Math.Clamp((int)(Day / w.After.Length), 1, MostSlots);
        var slots = new List<SlotDays>(count);
        for (var slot = 0; slot < count; slot++)
        {
            var (afters, befores, others) = (new List<double>(MostDays), new List<double[]>(MostDays), new List<bool>(MostDays));
            for (var day = 1; day <= MostDays; day++)
            {
                var start = PartOfWeek.DaysBefore(w.After.From + (Day / count * slot), day, evidence.Zone);
                if (Pair(_past, start, w, statistic) is { } pair && (control is null || Pair(_control!, start, w, control) is not null))
                {
                    afters.Add(pair.After);
                    befores.Add(control is null ? [pair.Before] : Covariates(pair.Before, Pair(_control!, start, w, control)!.Value));
                    others.Add(PartOfWeek.IsWeekend(start, evidence.Zone) != IsOnWeekend);
                }
            }

            if (afters.Count >= 2)
            {
                slots.Add(new SlotDays(afters, befores) { IsOtherPart = others });
            }
            else if (slot == 0)
            {
                return [];
            }
        }

        // Enough days of its own part of the week: the others are no like days.
        return slots.Count > 0 && slots[0].IsOtherPart.Count(o => !o) >= LikeWindowTest.FewestDays ? [.. slots.Select(PartOfWeek.Own).Where(s => s.After.Count >= 2)] : slots;

        static double[] Covariates(double before, (double After, double Before) control) => [before, control.After, control.Before];
    }

    private static (double After, double Before)? Pair(PastWindows past, DateTimeOffset start, WindowPlan w, Func<IReadOnlyList<ReplicateEvidence>, double> statistic)
    {
        var before = start - w.Lag - w.Before.Length;
        if (past.Rows(new TimeRange(before, before + w.Before.Length), new TimeRange(start, start + w.After.Length)) is not { } rows)
        {
            return null;
        }

        var (x, y) = (statistic(rows.Before), statistic(rows.After));
        return double.IsFinite(x) && double.IsFinite(y) ? (y, x) : null;
    }

    private static double Number(IReadOnlyList<ReplicateEvidence> rows, Measure measure, CommonMix? mix)
    {
        if (measure != Measure.ErrorRatio)
        {
            return MeasureStatistic.Log(rows, measure, mix);
        }

        // M. F. Freeman and J. W. Tukey (1950), as F. J. Anscombe (1948) has the constants: the spread of the root does not hang on its level.
        var count = MeasureStatistic.Errors(rows, mix);
        return count.Requests > 0 ? Math.Sqrt((count.Errors + 0.375) / (count.Requests + 0.75)) : double.NaN;
    }
}
