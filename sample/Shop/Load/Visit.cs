namespace Shop.Load;

internal enum Operation
{
    List,
    Search,
    Product,
    AddToCart,
    Checkout,
}

/// <summary>One request of a visit, sent when the visitor has thought for <paramref name="Think"/> after the answer before.</summary>
/// <param name="Words">What a search looks for; empty otherwise.</param>
internal sealed record Step(Operation Operation, TimeSpan Think, int Product = 0, string Words = "");

/// <summary>One visitor from arrival to leaving.</summary>
/// <param name="Start">Since the run began.</param>
internal sealed record Visit(int Number, TimeSpan Start, string Visitor, string Journey, IReadOnlyList<Step> Steps);
