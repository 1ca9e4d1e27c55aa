using Microsoft.Data.Sqlite;
using Shop.Telemetry;

namespace Shop.Inventory;

/// <summary>Reads of the products table.</summary>
internal sealed class Products(Database database)
{
    private const string Columns = "id, name, category, description, price, stock, related";
    private const int PageSize = 20;

    public Task<List<Product>> ByIds(IReadOnlyCollection<int> ids, CancellationToken cancel)
    {
        var names = ids.Select((_, i) => $"$p{i}").ToList();
        return database.Run("SELECT products", $"SELECT {Columns} FROM products WHERE id IN ({string.Join(", ", names)})", command =>
        {
            foreach (var (name, id) in names.Zip(ids))
            {
                command.Parameters.AddWithValue(name, id);
            }

            return Read(command);
        }, cancel);
    }

    public Task<List<Product>> Find(string? words, string? category, int page, CancellationToken cancel) =>
        database.Run("SELECT products", $"""
            SELECT {Columns} FROM products
            WHERE ($category IS NULL OR category = $category) AND ($words IS NULL OR name LIKE '%' || $words || '%')
            ORDER BY id LIMIT {PageSize} OFFSET $skip
            """, command =>
        {
            command.Parameters.AddWithValue("$category", (object?)category ?? DBNull.Value);
            command.Parameters.AddWithValue("$words", (object?)words ?? DBNull.Value);
            command.Parameters.AddWithValue("$skip", page * PageSize);
            return Read(command);
        }, cancel);

    private static List<Product> Read(SqliteCommand command)
    {
        var products = new List<Product>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var related = rows.GetString(6).Split(',').Select(int.Parse).ToList();
            products.Add(new(rows.GetInt32(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetInt32(4), rows.GetInt32(5), related));
        }

        return products;
    }
}
