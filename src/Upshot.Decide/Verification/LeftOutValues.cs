using System.Text.RegularExpressions;
using Upshot.Evidence;

namespace Upshot.Decide.Verification;

/// <summary>
/// Why generated code left values out, by service and attribute: it was given what the plan does not take, and says so once in a log record. Without it,
/// what is missing looks as though nobody had set it.
/// </summary>
internal sealed partial class LeftOutValues(CapturedTelemetry captured)
{
    private readonly ILookup<(string Service, string Name), string> _why = captured.Logs
        .Select(log => (log.Origin.Service, Warning: Said().Match(log.Body.Text)))
        .Where(said => said.Warning.Success)
        .ToLookup(said => (said.Service, said.Warning.Groups["name"].Value), said => said.Warning.Groups["why"].Value);

    /// <summary>Null: nothing was.</summary>
    public string? Why(string service, string attribute) => _why[(service, attribute)].FirstOrDefault();

    [GeneratedRegex(@"^Telemetry left out (?<name>[^\s:]{1,200}): (?<why>[^\r\n]{1,200}?)\. This is said once; ")]
    private static partial Regex Said();
}
