using Upshot.Alerts;
using Upshot.Alerts.Channels;
using Upshot.Plan;

namespace Upshot.Tests.Alerts;

/// <summary>What becomes of a notification by what its receiver answers.</summary>
public sealed class WebChannelTests : IAsyncLifetime
{
    private static readonly SourceLocation s_here = new("upshot.yaml", 1, 1);
    private WebSink _sink = null!;

    public async ValueTask InitializeAsync() => _sink = await WebSink.Start();

    public async ValueTask DisposeAsync() => await _sink.DisposeAsync();

    [Theory]
    [InlineData(410, "", "", "410 Gone", "Gone", 60)]
    [InlineData(429, "Retry-After", "120", "429 Too Many Requests", "Channel", 2)]
    [InlineData(429, "Retry-After", "86400", "429 Too Many Requests", "Channel", 60)]
    [InlineData(429, "Retry-After", "soon", "429 Too Many Requests", "Channel", 0)]
    [InlineData(503, "Retry-After", "-5", "503 Service Unavailable", "Channel", 0)]
    [InlineData(500, "", "", "500 Internal Server Error", "Channel", 0)]
    [InlineData(400, "", "", "400 Bad Request", "Message", 0)]
    [InlineData(413, "", "", "413", "Message", 0)]
    [InlineData(404, "", "", "404 Not Found", "Channel", 0)]
    [InlineData(302, "Location", "/elsewhere", "302 Found", "Channel", 0)]
    [InlineData(308, "Location", "/elsewhere", "308", "Channel", 0)]
    public async Task What_is_not_taken_is_said_and_tried_again(int status, string header, string value, string said, string scope, int minutes)
    {
        _sink.Answers["/hook"] = status;
        _sink.Headers["/hook"] = header.Length > 0 ? (header, value) : ("X-None", "0");
        var answer = await Send($"{_sink.Address}/hook", TimeSpan.FromSeconds(20));
        Assert.Contains(said, answer.Problem, StringComparison.Ordinal);
        Assert.Equal(scope, answer.Scope.ToString());
        Assert.Equal(minutes, (int)Backoff.After(1, answer).TotalMinutes);

        // A redirect would carry the notification and its signature where the plan does not lead.
        Assert.DoesNotContain(_sink.Received, r => r.Path == "/elsewhere");
        Assert.Equal("the-key", Assert.Single(_sink.Received).Key);
    }

    [Fact]
    public async Task One_that_never_answers_is_given_up_and_one_that_is_nowhere_is_said()
    {
        _sink.Answers["/hook"] = WebSink.Never;
        Assert.StartsWith("it did not answer within", (await Send($"{_sink.Address}/hook", TimeSpan.FromMilliseconds(200))).Problem, StringComparison.Ordinal);
        Assert.NotNull((await Send("http://127.0.0.1:1/hook", TimeSpan.FromSeconds(20))).Problem);
        foreach (var nowhere in new[] { "", "  ", "mailto:a@b", "file:///etc/passwd", "hook" })
        {
            Assert.Equal(ProblemScope.Gone, (await Send(nowhere, TimeSpan.FromSeconds(20))).Scope);
        }
    }

    [Fact]
    public void Waiting_doubles_up_to_ten_minutes() =>
        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 600, 600, 600, 600, 600], Enumerable.Range(1, 12).Select(n => Backoff.After(n, new("no")).TotalSeconds));

    private static async Task<ChannelAnswer> Send(string address, TimeSpan timeout)
    {
        using var http = AlertServices.Client(timeout);
        var channel = new AlertChannel("hook", AlertChannelKind.Webhook, s_here) { UrlFrom = "HOOK" };
        return await new WebChannel(http, _ => address, TimeProvider.System).SendAsync(channel, new("the-key", "firing", "i", "t", "page", "p", "o", "c", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "", ""), "text", TestContext.Current.CancellationToken);
    }
}
