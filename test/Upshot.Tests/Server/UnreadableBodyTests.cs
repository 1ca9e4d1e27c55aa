using System.Text;
using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

/// <summary>What a caller is told of a body that cannot be read: nothing of types of the program, or of its framework.</summary>
public sealed class UnreadableBodyTests
{
    private static readonly HttpClient s_client = new();

    [Fact]
    public async Task A_body_that_cannot_be_read_is_told_apart_by_place_and_kind()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RunningServer.Start(folder.Path);
        foreach (var (path, body, said) in new[]
        {
            ("/api/v1/query", "{\"sql\":", "The body is no JSON: line 1, byte "),
            ("/api/v1/query", "{\n \"sql\": x}", "The body is no JSON: line 2, byte "),
            ("/api/v1/query", "{\"sql\":5}", "$.sql of the body is not of the kind"),
            ("/api/v1/releases", "[]", "$ of the body is not of the kind"),
            ("/api/v1/query", "", "The request has no body"),
        })
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await s_client.PostAsync(new Uri(server.Http, path), content, TestContext.Current.CancellationToken);
            var title = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("title").GetString()!;
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.True(title.StartsWith(said, StringComparison.Ordinal), $"{body}: {title}");
            Assert.DoesNotContain("parameter", title, StringComparison.Ordinal);
        }
    }
}
