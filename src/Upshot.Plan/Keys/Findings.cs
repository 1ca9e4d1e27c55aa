using Upshot.Plan.Problems;

namespace Upshot.Plan.Keys;

/// <summary>What reading collects beside the plan itself: problems, and references to be followed once everything is read.</summary>
internal sealed class Findings
{
    public Findings() => Shapes = new ShapeChecker(Problems, References);

    public ProblemList Problems { get; } = new();

    public List<Reference> References { get; } = [];

    public ShapeChecker Shapes { get; }
}
