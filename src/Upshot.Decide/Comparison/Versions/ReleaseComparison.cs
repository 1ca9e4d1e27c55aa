using Upshot.Decide.Comparison.Benchmarks;
using Upshot.Evidence;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>One operation of a service that a release is judged on.</summary>
/// <param name="Judged">What the verdict goes by.</param>
/// <param name="Others">What else is told: a difference among them is a hint, and decides nothing.</param>
public sealed record OperationQuestion(string Service, string Environment, string Operation, ComparisonEvidence Evidence, IReadOnlyList<MeasureQuestion> Judged, IReadOnlyList<MeasureQuestion> Others);

public sealed record OperationVerdict(OperationQuestion Question, VersionVerdict Judged, IReadOnlyList<ComparisonResult> Others);

/// <summary>
/// A release on all its operations. What it is judged by shares one alpha: within an operation by the joint test, over operations by Bonferroni's bound.
/// The rest keeps a false discovery rate, with intervals of the confidence that this leaves.
/// </summary>
/// <remarks>Y. Benjamini and D. Yekutieli, "False discovery rate-adjusted multiple confidence intervals for selected parameters", JASA 100 (2005).</remarks>
public static class ReleaseComparison
{
    public static IReadOnlyList<OperationVerdict> Judge(IReadOnlyList<OperationQuestion> operations, ComparisonOptions options)
    {
        var tested = operations.Select(o => (Question: o, Tests: TestedVersion.Of(o.Evidence, [.. o.Judged.Concat(o.Others)], options))).ToList();
        var all = tested.Sum(t => Count(t.Question.Judged, t.Tests));
        var ps = tested.SelectMany(t => t.Question.Others.Select(q => t.Tests[q].P)).ToArray();
        var level = FalseDiscoveryRate.Threshold(ps, options.Alpha);
        var rates = new Queue<double>(FalseDiscoveryRate.Adjust(ps));
        return [.. tested.Select(t => new OperationVerdict(
            t.Question,
            Part(t.Tests.Judge(t.Question.Judged, options with { Alpha = options.Alpha * Math.Max(1, Count(t.Question.Judged, t.Tests)) / Math.Max(1, all) }), Count(t.Question.Judged, t.Tests), all),
            [.. t.Question.Others.Select(q => Other(t.Tests, q, level, rates.Dequeue(), options))]))];
    }

    private static int Count(IReadOnlyList<MeasureQuestion> judged, TestedVersion tests) => judged.DistinctBy(q => q.Key).Count(q => tests[q].Test.IsTest);

    // The p that counts is one that alpha as a whole is compared with.
    private static VersionVerdict Part(VersionVerdict verdict, int own, int all) =>
        own == 0 ? verdict : verdict with { Measures = [.. verdict.Measures.Select(m => m with { AdjustedP = m.AdjustedP is { } p ? Math.Min(1, p * all / own) : null, Alpha = m.Alpha * all / own })] };

    private static ComparisonResult Other(TestedVersion tests, MeasureQuestion question, double level, double rate, ComparisonOptions options) =>
        tests.Judge(question, JointAlpha.Alone, options with { Alpha = level }) with { AdjustedP = double.IsNaN(rate) ? null : rate, Alpha = options.Alpha };
}
