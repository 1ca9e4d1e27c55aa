using System.Globalization;
using Upshot.Plan;

namespace Upshot.Decide.Comparison.Versions;

/// <summary>An outcome as a measure.</summary>
/// <param name="IsPerRequest">Divided by the requests of an operation.</param>
public sealed record OutcomeDefinition(string Name, OutcomeMeasure Measure, bool IsPerRequest, bool HigherIsBetter, string Unit)
{
    /// <summary>A value as people read it: a count per request is a share, as a conversion is.</summary>
    public string Text(double value) => double.IsNaN(value) ? "unknown"
        : this is { IsPerRequest: true, Measure: OutcomeMeasure.Count } ? (100 * value).ToString(Math.Abs(value) >= 0.1 ? "0.#" : "0.##", CultureInfo.InvariantCulture) + " %"
        : value.ToString(Math.Abs(value) >= 1000 ? "#,0" : "G4", CultureInfo.InvariantCulture) + (Unit is "1" or "" ? "" : $" {Unit.Trim('{', '}')}");
}
