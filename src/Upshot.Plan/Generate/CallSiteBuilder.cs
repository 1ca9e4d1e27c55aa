using Upshot.Plan.Problems;

namespace Upshot.Plan.Generate;

/// <summary>From a plan to what generated code offers.</summary>
public static class CallSiteBuilder
{
    private const string ExceptionMessage = "exception.message";

    public static CallSites Build(ProductPlan plan)
    {
        var problems = new ProblemList();
        var product = NameOf(plan);
        if (plan.Product.Length > 0 && CallName.Of(plan.Product).IsEmpty)
        {
            problems.Add(new SourceLocation("upshot.yaml", 1, 1), Rules.NameCollision, "The product's name has no letter, so generated code cannot be named after it.", "Give the product a name with letters.");
        }

        // A deprecated signal is not to be used in new code, and nobody can call an entity.
        var signals = plan.Signals
            .Where(s => s.Kind != SignalKind.Entity && s.Deprecated.Length == 0 && s.Id.Length > 0)
            .OrderBy(s => s.Id, StringComparer.Ordinal)
            .ToList();
        var names = CallNames.Of(signals, product, problems);
        var parameters = new ParameterBuilder(product, EnumTypes.Of(signals, product, names.Values, problems), problems);
        var calls = new CallBuilder(signals, names, parameters, problems);
        var spans = signals.Where(s => s.Kind == SignalKind.Span).Select(calls.Span).ToList();
        var recorded = new HashSet<string>(spans.SelectMany(s => s.Metrics).Select(m => m.Signal), StringComparer.Ordinal);
        var written = new HashSet<string>(spans.Select(s => s.Event?.Signal).OfType<string>(), StringComparer.Ordinal);
        return new CallSites
        {
            Product = product,
            Scope = product.Snake,
            SchemaUrl = SchemaUrlOf(plan),
            Digest = plan.Digest,
            Spans = spans,
            Metrics = [.. signals.Where(s => s.Kind == SignalKind.Metric && !recorded.Contains(s.Id)).Select(calls.Metric)],
            Events = [.. signals.Where(s => s.Kind == SignalKind.Event && !written.Contains(s.Id)).Select(calls.Event)],
            Enums = parameters.Enums,
            Exceptions = ExceptionsOf(plan),
            Problems = problems.Sorted(),
        };
    }

    /// <summary>What every scope of generated code says of its plan: whose it is, and its digest.</summary>
    public static string SchemaUrlOf(ProductPlan plan) => $"https://upshot.dev/schemas/{NameOf(plan).Snake}/{plan.Digest}";

    /// <summary>Of several declarations the strictest, as at intake.</summary>
    private static Redaction? ExceptionsOf(ProductPlan plan) =>
        plan.Attributes.Concat(plan.Signals.SelectMany(s => s.Attributes).Select(a => a.Definition)).Where(a => a.Name == ExceptionMessage).Min(a => a.AtSource);

    private static CallName NameOf(ProductPlan plan) => CallName.Of(plan.Product) is { IsEmpty: false } name ? name : new CallName(["product"]);
}
