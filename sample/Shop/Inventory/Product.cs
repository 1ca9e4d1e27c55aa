namespace Shop.Inventory;

/// <summary>A product as the inventory answers with it. The price is in cents.</summary>
internal sealed record Product(int Id, string Name, string Category, string Description, int Price, int Stock, IReadOnlyList<int> Related);

/// <summary>One line of a cart, an order or a reservation.</summary>
internal sealed record Line(int Product, int Quantity);

internal sealed record Reservation(string Order, IReadOnlyList<Line> Lines);
