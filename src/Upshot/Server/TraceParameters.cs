using Upshot.Answers;

namespace Upshot.Server;

/// <summary>What traces are asked for by in the address; all may be left out.</summary>
/// <param name="SlowerThan">Milliseconds.</param>
/// <param name="Order">latest or slowest.</param>
internal sealed record TraceParameters(string? Operation, string? Service, string? Version, bool? Failed, double? SlowerThan, string? Order, string? Since, string? Until, int? Limit)
{
    private const int UsualLimit = 50, MostLimit = 1000;

    /// <exception cref="QuestionException">One of them cannot be read.</exception>
    public TraceFilterQuestion Read(AnswerService asked) => new(
        Given(Operation), Given(Service), Given(Version), Failed == true, SlowerThan, Order switch
        {
            null or "" or "latest" => false,
            "slowest" => true,
            _ => throw new UnreadableException($"order \"{Order}\" is neither latest nor slowest."),
        },
        AskedTimes.Of(asked, Given(Since), Given(Until), null).Now,
        Math.Clamp(Limit ?? UsualLimit, 1, MostLimit));

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
