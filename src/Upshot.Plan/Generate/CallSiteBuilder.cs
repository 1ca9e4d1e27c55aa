using Upshot.Plan.Checks;

namespace Upshot.Plan.Generate;

/// <summary>From a plan to what generated code offers.</summary>
public static class CallSiteBuilder
{
    public static CallSites Build(ProductPlan plan)
    {
        var problems = new ProblemList();
        var product = CallName.Of(plan.Product);
        if (product.IsEmpty)
        {
            if (plan.Product.Length > 0)
            {
                problems.Add(new Place("upshot.yaml", 1, 1), Rules.NameCollision, "The product's name has no letter, so generated code cannot be named after it.", "Give the product a name with letters.");
            }

            product = new CallName(["product"]);
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
            SchemaUrl = $"https://upshot.dev/schemas/{product.Snake}/{plan.Digest}",
            Digest = plan.Digest,
            Spans = spans,
            Metrics = [.. signals.Where(s => s.Kind == SignalKind.Metric && !recorded.Contains(s.Id)).Select(calls.Metric)],
            Events = [.. signals.Where(s => s.Kind == SignalKind.Event && !written.Contains(s.Id)).Select(calls.Event)],
            Enums = parameters.Enums,
            Problems = problems.Sorted(),
        };
    }
}
