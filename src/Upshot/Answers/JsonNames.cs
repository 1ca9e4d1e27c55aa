using System.Text.Json;

namespace Upshot.Answers;

/// <summary>Words of enums as they stand in JSON.</summary>
internal static class JsonNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>A measure as the plan writes it.</summary>
    public static string Of(Upshot.Plan.Measure measure) => JsonNamingPolicy.SnakeCaseLower.ConvertName(measure.ToString());
}
