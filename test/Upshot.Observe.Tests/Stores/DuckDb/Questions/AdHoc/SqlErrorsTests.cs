using Upshot.Observe.Stores.DuckDb.Questions;

namespace Upshot.Observe.Tests.Stores.DuckDb.Questions.AdHoc;

public class SqlErrorsTests
{
    [Theory]
    [InlineData("SELECT foo FROM spans", "no column \"foo\"", "DESCRIBE")]
    [InlineData("SELECT FROM WHERE", "cannot be read at or near", "comma")]
    [InlineData("SELECT name FROM spans GROUP BY kind", "neither aggregated nor grouped", "GROUP BY ALL")]
    [InlineData("SELECT sum(name) FROM spans", "sum does not take", "::DOUBLE")]
    [InlineData("SELECT s.foo FROM spans s", "no column \"foo\"", "DESCRIBE")]
    [InlineData("SELECT percentile(duration_ns, 0.5) FROM spans", "no function percentile", "quantile_cont")]
    [InlineData("SELECT row_number() FROM spans", "no function row_number", "OVER")]
    [InlineData("SELECT service FROM spans WHERE count(*) > 1", "WHERE comes before", "HAVING")]
    [InlineData("SELECT service FROM spans WHERE rank() OVER (ORDER BY name) = 1", "WHERE comes before", "QUALIFY")]
    [InlineData("SELECT 9223372036854775807 + 1", "Overflow in addition", "HUGEINT")]
    [InlineData("SELECT trace_id FROM spans, logs", "Ambiguous reference", "DESCRIBE")]
    [InlineData("SELECT regexp_matches('a', '(')", "missing )", "TRY(")]
    [InlineData("SELECT repeat('y', 100000)::TIMESTAMP", "yyyy", "TRY_CAST")]
    [InlineData("SELECT 'a'::INTEGER", "Could not convert", "TRY_CAST")]
    [InlineData("SELECT * FROM spans WHERE start_time > '2026-01-01'::TIMESTAMPTZ", "time zone", "TIMESTAMP '")]
    [InlineData("SELECT TIMESTAMP '290000-01-01' AS far", "far", "::VARCHAR")]
    public async Task An_error_is_put_into_words_with_what_to_do(string sql, string says, string hint)
    {
        using var directory = new StoreDirectory();
        await using var store = directory.Open();

        var wrong = Assert.Throws<QueryException>(() => store.Queries.Sql(sql, new(), TestContext.Current.CancellationToken));

        Assert.Contains(says, wrong.Message);
        Assert.Contains(hint, wrong.Message);
        Assert.DoesNotContain("Error:", wrong.Message);
        Assert.InRange(wrong.Message.Length, 20, 1_000);
    }
}
