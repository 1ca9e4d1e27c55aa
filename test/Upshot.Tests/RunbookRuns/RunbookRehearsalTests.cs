using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.RunbookRuns;

public class RunbookRehearsalTests
{
    private const string Plan = """
        product: shop
        owners: { team: team@shop.example }
        operations:
          cart: { owner: team, entry: { service: shop, method: GET, route: /cart } }
        objectives:
          cart-works: { operation: cart, target: 99.9%, reason: R., decision: D., runbook: runbooks/cart.md }
        """;

    [Fact]
    public async Task A_check_that_answers_nothing_is_found_before_anybody_needs_it()
    {
        using var folder = Folder("SELECT avg(duration_ns) AS mean FROM spans WHERE name = 'GET /basket'", "mean < 1e9");
        var ended = await UpshotProgram.Run("runbook", "test", "--plan", folder.Path, "--format", "json");

        Assert.True(ended.Code == 2, ended.Output + ended.Errors);
        Assert.Equal("noAnswer", JsonDocument.Parse(ended.Output).RootElement[0].GetProperty("usual").GetString());
        Assert.Contains("no value of mean", ended.Output);
    }

    [Fact]
    public async Task A_check_that_tells_its_fault_passes_and_one_that_tells_none_is_not_enough()
    {
        using (var telling = Folder("SELECT avg((status = 'error')::INTEGER) AS failed FROM spans WHERE operation = 'cart' AND start_time >= {since}", "failed < 0.1"))
        {
            var ended = await UpshotProgram.Run("runbook", "test", "cart", "--plan", telling.Path);
            Assert.True(ended.Code == 0, ended.Output + ended.Errors);
            Assert.Contains("tells: errors of shop under cart", ended.Output);
        }

        using var blind = Folder("SELECT count(*) AS n FROM spans", "n >= 0");
        Assert.Equal(3, (await UpshotProgram.Run("runbook", "test", "--plan", blind.Path)).Code);
    }

    [Theory]
    [InlineData("SELECT speed FROM spans", "speed > 1", "There is no column")]
    [InlineData("SELECT 1 AS n FROM secrets", "n = 1", "There is no view")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "rows = 1", "FROM reads views")]
    [InlineData("SELECT count(*) AS n FROM logs", "m = 1", "asks for a column that the answer does not have")]
    [InlineData("SELECT 1; DROP TABLE spans", "rows = 1", "runbook-question")]
    public async Task A_question_that_cannot_be_asked_fails_the_check_of_the_plan(string query, string expect, string message)
    {
        using var folder = Folder(query, expect);
        var ended = await UpshotProgram.Run("check", folder.Path);

        Assert.Equal(2, ended.Code);
        Assert.Contains("cart.md:5", ended.Output);
        Assert.Contains(message, ended.Output);
    }

    private static TemporaryFolder Folder(string query, string expect)
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["runbooks"]);
        File.WriteAllText(folder["upshot.yaml"], Plan);
        File.WriteAllText(Path.Combine(folder["runbooks"], "cart.md"), $"# Carts fail\n\n1. Is it so?\n\n```yaml check\nquery: \"{query}\"\nexpect: {expect}\n```\n");
        return folder;
    }
}
