using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>Any answer of the API on the command line.</summary>
public sealed class GetTests(TwoReleases releases)
{
    [Theory]
    [InlineData("/api/v1/releases")]
    [InlineData("releases")]
    public async Task An_answer_is_printed_as_the_API_gives_it(string address)
    {
        using var json = JsonDocument.Parse((await releases.Ask("get", address)).Output);

        // Others announce releases to the same server.
        Assert.Superset(new HashSet<string> { "1.0", "1.1" }, json.RootElement.EnumerateArray().Select(r => r.GetProperty("version").GetString()!).ToHashSet());
    }

    [Fact]
    public async Task Rows_are_printed_as_CSV()
    {
        var ended = await releases.Ask("get", "/api/v1/operations?since=28d", "--format", "csv");

        Assert.StartsWith("operation,", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd", "\"/etc/passwd\" is no address of the API: they begin with /api/v1/")]
    [InlineData("http://elsewhere/api/v1/status", "The server itself is named by --server URL.")]
    [InlineData("nothing-of-the-kind", "There is no such address; /openapi/v1.json lists them.")]
    [InlineData("objectives/none/history", "The plan has no objective \"none\".")]
    public async Task What_cannot_be_had_is_said(string address, string said)
    {
        var ended = await releases.Ask("get", address);

        Assert.Equal(1, ended.Code);
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_rows_has_no_CSV()
    {
        var ended = await releases.Ask("get", "plan", "--format", "csv");

        Assert.Contains("has no rows for CSV", ended.Errors, StringComparison.Ordinal);
    }
}
