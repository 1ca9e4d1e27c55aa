using Upshot.Plan;

namespace Upshot.Commands.Init;

/// <summary>The smallest plan: one owner, one operation, one objective, one runbook.</summary>
internal static class NewPlan
{
    public const string Owner = "team";

    public static IReadOnlyList<PlanFile> Minimal(string service)
    {
        var operation = OperationName(service);
        return
        [
            new("upshot.yaml", $"""
                product: {YamlText.Of(service.Any(char.IsLetterOrDigit) ? service : "product")}
                owners: {OwnerMap}
                operations:
                  {YamlText.Of(operation)}:
                    owner: {Owner}
                    entry: {Entry(service)}
                objectives:
                  {operation}-works:
                    operation: {YamlText.Of(operation)}
                    target: 99%
                    reason: When more than one request in a hundred fails, users turn away.
                    decision: Below a quarter of the budget we stop features and repair.
                    runbook: runbooks/{operation}.md

                """),
            new($"runbooks/{operation}.md", Runbook("Requests fail", [$"{operation}-works"], operation)),
        ];
    }

    /// <summary>A plain name for what a service, or one of its routes, does.</summary>
    public static string OperationName(string service, string? route = null)
    {
        var words = new string([.. $"{service} {route}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', words);
        return name.Length == 0 ? "service" : name.Length <= 60 ? name : name[..60].TrimEnd('-');
    }

    public static string OwnerMap => $"{{ {Owner}: team@example.com }}";

    public static string Entry(string service) => $"{{ service: {YamlText.Of(service)} }}";

    /// <summary>A name made from the folder's.</summary>
    public static string NameFrom(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return name.Any(char.IsLetterOrDigit) ? name : "product";
    }

    public static string Runbook(string title, IReadOnlyList<string> objectives, string operation) => $"""
        ---
        title: {YamlText.Of(title)}
        owner: {Owner}
        objectives: [{string.Join(", ", objectives.Select(YamlText.Of))}]
        ---
        1. See what burns: `upshot status`.
        2. Did a release cause it? `upshot explain BASE CANDIDATE --operation {operation}` shows the path where the time went.
        3. Roll it back, or switch its flag off.
        4. Write down here what helped.

        """;
}
