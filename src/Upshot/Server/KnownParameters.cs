using Microsoft.AspNetCore.Http.Metadata;
using Upshot.Answers;

namespace Upshot.Server;

/// <summary>
/// Refuses what an address of the API does not know after its question mark: passed over, <c>?range=28d</c> would be answered for the last hour. What a route knows are the parameters of its
/// method and what its filters add as <see cref="Known"/>.
/// </summary>
internal static class KnownParameters
{
    /// <summary>Of answers that have rows.</summary>
    public const string Format = "format";

    /// <param name="Values">All that it may be.</param>
    public sealed record Known(string Name, params string[] Values);

    public static Task Check(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Query.Count > 0 && context.Request.Path.StartsWithSegments("/api/v1") && context.GetEndpoint() is RouteEndpoint endpoint)
        {
            Check(context.Request.Query, endpoint);
        }

        return next(context);
    }

    private static void Check(IQueryCollection query, RouteEndpoint endpoint)
    {
        var added = endpoint.Metadata.GetOrderedMetadata<Known>();
        List<string> names = [.. NamesOf(endpoint), .. added.Select(k => k.Name)];
        foreach (var (name, value) in query)
        {
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new UnreadableException(Refusal(name, endpoint.RoutePattern.RawText, names));
            }

            if (added.FirstOrDefault(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known && !known.Values.Contains(value.ToString(), StringComparer.Ordinal))
            {
                throw new UnreadableException($"{known.Name} \"{Visible.Text(value.ToString())}\" is none of {string.Join(", ", known.Values)}.");
            }
        }
    }

    private static string Refusal(string name, string? route, List<string> names) => name == Format
        ? $"{route} has no rows for CSV: leave {Format} out."
        : $"\"{Visible.Text(name)}\" is no parameter of {route}. {(names.Count == 0 ? "It has none." : $"Known here: {string.Join(", ", names)}.")}";

    /// <summary>Those of the method that are texts, numbers or truths, and stand not in the path.</summary>
    private static IEnumerable<string> NamesOf(RouteEndpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
        .Where(p => p.HasTryParse || p.ParameterInfo.ParameterType == typeof(string) || p.ParameterInfo.ParameterType == typeof(string[]))
        .Select(p => Camel(p.Name)).Where(n => endpoint.RoutePattern.GetParameter(n) is null).Distinct(StringComparer.OrdinalIgnoreCase);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
