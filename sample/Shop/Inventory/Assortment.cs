using Microsoft.Data.Sqlite;
using Shop.Telemetry;

namespace Shop.Inventory;

/// <summary>What the Shop sells: 240 products, made by rule, so that every start has the same.</summary>
internal static class Assortment
{
    public const int Count = 240;
    public const int RelatedCount = 6;

    private static readonly string[] Categories = ["tea", "coffee", "honey", "bread", "cheese", "fruit", "herbs", "oil"];
    private static readonly string[] Kinds = ["fine", "wild", "dark", "light", "early", "late", "smoked", "mountain", "river", "garden"];

    public static void Schema(SqliteConnection connection)
    {
        Database.Execute(connection, """
            CREATE TABLE IF NOT EXISTS products(id INTEGER PRIMARY KEY, name TEXT, category TEXT, description TEXT, price INTEGER, stock INTEGER, related TEXT);
            CREATE INDEX IF NOT EXISTS products_by_category ON products(category);
            CREATE TABLE IF NOT EXISTS reservations(order_id TEXT, product INTEGER, quantity INTEGER);
            CREATE INDEX IF NOT EXISTS reservations_by_order ON reservations(order_id);
            """);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO products VALUES ($id, $name, $category, $description, $price, 100000, $related)";
        for (var id = 1; id <= Count; id++)
        {
            var category = Categories[id % Categories.Length];
            var name = $"{Kinds[id % Kinds.Length]} {category} {id}";
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$id", id);
            insert.Parameters.AddWithValue("$name", name);
            insert.Parameters.AddWithValue("$category", category);
            insert.Parameters.AddWithValue("$description", $"Our {name}, from people we know, packed by hand and sent the same day.");
            insert.Parameters.AddWithValue("$price", 250 + (id * 37 % 4000));
            insert.Parameters.AddWithValue("$related", string.Join(',', Enumerable.Range(1, RelatedCount).Select(step => ((id - 1 + (step * 8)) % Count) + 1)));
            insert.ExecuteNonQuery();
        }
    }
}
