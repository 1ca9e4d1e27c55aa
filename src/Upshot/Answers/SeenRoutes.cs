namespace Upshot.Answers;

/// <summary>Which routes that were seen are worth an operation, and how they are recognised: for a first plan, and for a server without one.</summary>
internal static class SeenRoutes
{
    /// <summary>Of fewer requests a share of failures says little.</summary>
    public const int FewestRequests = 100;

    /// <summary>Whether it is one, and not "(other)": what came beyond the bounds.</summary>
    public static bool IsOne(string route) => !route.StartsWith('(');

    /// <summary>What a service only calls is nothing that it answers, where it answers something.</summary>
    /// <param name="routes">Of one service.</param>
    /// <param name="kind">Of the spans; null: nobody knows.</param>
    public static IReadOnlyList<T> Answering<T>(IReadOnlyList<T> routes, Func<T, string?> kind)
    {
        List<T> answering = [.. routes.Where(r => kind(r) is null or "server" or "consumer")];
        return answering.Count > 0 ? answering : routes;
    }

    /// <summary>Whether it is an <c>http.route</c>, or the span's name, which stands for it where there is none, as of gRPC.</summary>
    /// <param name="spans">Entry spans of the service.</param>
    public static bool IsHttpRoute(string route, IReadOnlyList<(string Route, string Name)> spans) =>
        spans.Any(s => s.Route == route) || (spans.All(s => s.Name != route) && route.Contains('/') && !route.Contains(' '));
}
