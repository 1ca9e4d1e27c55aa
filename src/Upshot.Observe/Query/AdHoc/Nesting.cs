namespace Upshot.Observe.Query.AdHoc;

/// <summary>
/// Refuses statements that are nested so deeply that reading them could use up a stack: brackets, and chains of the words
/// and signs that nest without brackets.
/// </summary>
internal static class Nesting
{
    private const int MaxBrackets = 100, MaxChain = 5_000;

    public static void Refuse(string sql)
    {
        int brackets = 0, chain = 0;
        for (var i = 0; i < sql.Length; i++)
        {
            switch (sql[i])
            {
                case '\'' or '"':
                    i = Math.Max(i, sql.IndexOf(sql[i], i + 1) is var end && end < 0 ? sql.Length : end);
                    break;
                case '(' or '[' or '{':
                    brackets++;
                    break;
                case ')' or ']' or '}':
                    brackets--;
                    break;
                case '+' or '-' or '~' or '!' or '@' or '*' or '/' or '|' or '&' or '>' or '<' or '=' or ':' or '.' or '%' or '^':
                    chain++;
                    break;
                case ' ' or '\n' or '\t' or '\r' when Nests(sql.AsSpan(i + 1)):
                    chain++;
                    break;
            }

            if (brackets > MaxBrackets || chain > MaxChain)
            {
                throw new QueryException("The query is nested too deeply, or chains too many operators. Name its parts with WITH, and write long lists of conditions as x IN (…).") { IsRefusal = true };
            }
        }
    }

    private static bool Nests(ReadOnlySpan<char> rest) =>
        Begins(rest, "NOT") || Begins(rest, "CASE") || Begins(rest, "ELSE") || Begins(rest, "AND") || Begins(rest, "OR") || Begins(rest, "UNION")
        || Begins(rest, "EXCEPT") || Begins(rest, "INTERSECT") || Begins(rest, "JOIN") || Begins(rest, "IS") || Begins(rest, "COLLATE") || Begins(rest, "FROM");

    private static bool Begins(ReadOnlySpan<char> rest, string word) =>
        rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (rest.Length == word.Length || !char.IsLetterOrDigit(rest[word.Length]));
}
