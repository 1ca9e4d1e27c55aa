using System.Text.Json;
using Upshot.Plan;
using Upshot.RunbookRuns;

namespace Upshot.Tests.RunbookRuns;

public class StepAnswerTests
{
    [Theory]
    [InlineData("n", "<", "5", "[[4]]", "AsExpected")]
    [InlineData("n", "<", "5", "[[4],[5]]", "Otherwise")]
    [InlineData("n", "<", "5", "[[null]]", "NoAnswer")]
    [InlineData("n", "<", "5", "[[9],[null]]", "Otherwise")]
    [InlineData("n", "<", "5", "[]", "NoAnswer")]
    [InlineData("n", "<", "5", "[[\"NaN\"]]", "NoAnswer")]
    [InlineData("n", "<", "many", "[[4]]", "NoAnswer")]
    [InlineData("N", "!=", "met", "[[\"burning\"]]", "AsExpected")]
    [InlineData("n", "=", "true", "[[true]]", "AsExpected")]
    [InlineData("n", "=", "1e1", "[[10.0]]", "AsExpected")]
    [InlineData("other", "=", "1", "[[1]]", "NoAnswer")]
    [InlineData("rows", "=", "0", "[]", "AsExpected")]
    [InlineData("rows", "<", "2", "[[1],[2]]", "Otherwise")]
    public void An_answer_is_as_expected_when_every_row_is(string column, string comparison, string value, string rows, string state)
    {
        var step = new RunbookStep(RunbookStepKind.Check, "", new("a.md", 1, 1)) { Expected = [new(column, comparison, value)] };
        var table = new AnswerTable(["n"], [.. JsonDocument.Parse(rows).RootElement.EnumerateArray().Select(r => (IReadOnlyList<JsonElement>)[.. r.EnumerateArray()])]);

        Assert.Equal(state, StepAnswer.Of(step, table).State.ToString());
    }
}
