namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>
/// Refuses statements that are nested so deeply that reading them could use up a stack: brackets, and chains of the words
/// and signs that nest without brackets. What it should overlook ends the process that reads the statement, and no other.
/// </summary>
internal static class Nesting
{
    private const int MaxBrackets = 100, MaxDepth = 800;
    private static readonly HashSet<string> NestingWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "NOT", "CASE", "ELSE", "AND", "OR", "UNION", "EXCEPT", "INTERSECT", "JOIN", "IS", "COLLATE", "FROM", "BETWEEN", "IN", "LIKE", "ILIKE", "SIMILAR", "GLOB", "ISNULL", "NOTNULL", "AT", "LAMBDA",
        "PIVOT", "UNPIVOT", "EXPLAIN", "DESCRIBE", "SUMMARIZE", "ARRAY", "MAP",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = NestingWords.GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Refuse(string sql)
    {
        // How deep each open bracket nests by itself; a comma begins anew.
        var chains = new Stack<int>([0]);
        int depth = 0, chain = 0;
        foreach (var part in SqlParts.Of(sql))
        {
            switch (sql[part.Start])
            {
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
                case '+' or '-' or '~' or '!' or '@' or '*' or '/' or '|' or '&' or '>' or '<' or '=' or ':' or '.' or '%' or '^' or '#' or '?':
                    chain++;
                    break;
                default:
                    if (part.IsWord && Words.Contains(sql.AsSpan(part.Start, part.Length)))
                    {
                        chain++;
                    }

                    break;
            }

            if (chains.Count > MaxBrackets || depth + chain > MaxDepth)
            {
                throw new QueryException("The query is nested too deeply, or chains too many operators. Name its parts with WITH, and write long lists of conditions as x IN (…).") { IsRefusal = true };
            }
        }
    }
}
