namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Refuses statements that are nested so deeply that reading them could use up a stack: brackets, and chains of the words
/// and signs that nest without brackets.
/// </summary>
internal static class Nesting
{
    private const int MaxBrackets = 100, MaxDepth = 800;

    public static void Refuse(string sql)
    {
        // How deep each open bracket nests by itself; a comma begins anew.
        var chains = new Stack<int>([0]);
        int depth = 0, chain = 0;
        for (var i = 0; i < sql.Length; i++)
        {
            switch (sql[i])
            {
                case '\'' or '"':
                    i = EndOfQuoted(sql, i);
                    break;
                case '-' when i + 1 < sql.Length && sql[i + 1] == '-':
                    i = EndOfLine(sql, i);
                    break;
                case '(' or '[' or '{':
                    chains.Push(chain);
                    depth += chain + 1;
                    chain = 0;
                    break;
                case ')' or ']' or '}' when chains.Count > 1:
                    chain = chains.Pop();
                    depth -= chain + 1;
                    break;
                case ',':
                    chain = 0;
                    break;
                case '+' or '-' or '~' or '!' or '@' or '*' or '/' or '|' or '&' or '>' or '<' or '=' or ':' or '.' or '%' or '^':
                    chain++;
                    break;
                case ' ' or '\n' or '\t' or '\r' when Nests(sql.AsSpan(i + 1)):
                    chain++;
                    break;
            }

            if (chains.Count > MaxBrackets || depth + chain > MaxDepth)
            {
                throw new QueryException("The query is nested too deeply, or chains too many operators. Name its parts with WITH, and write long lists of conditions as x IN (…).") { IsRefusal = true };
            }
        }
    }

    private static int EndOfQuoted(string sql, int start) => sql.IndexOf(sql[start], start + 1) is var end and >= 0 ? end : sql.Length;

    private static int EndOfLine(string sql, int start) => sql.AsSpan(start).IndexOfAny('\r', '\n') is var end and >= 0 ? start + end : sql.Length;

    private static bool Nests(ReadOnlySpan<char> rest) =>
        Begins(rest, "NOT") || Begins(rest, "CASE") || Begins(rest, "ELSE") || Begins(rest, "AND") || Begins(rest, "OR") || Begins(rest, "UNION")
        || Begins(rest, "EXCEPT") || Begins(rest, "INTERSECT") || Begins(rest, "JOIN") || Begins(rest, "IS") || Begins(rest, "COLLATE") || Begins(rest, "FROM");

    private static bool Begins(ReadOnlySpan<char> rest, string word) =>
        rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (rest.Length == word.Length || !char.IsLetterOrDigit(rest[word.Length]));
}
