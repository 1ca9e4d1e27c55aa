namespace Upshot.Observe.Stores.ClickHouse.Leading;

/// <summary>A server's claim to lead, or to go on leading.</summary>
/// <param name="Sequence">One more than that of the claim before. Of several claims with the same one the store keeps the first: its token is the number.</param>
/// <param name="Epoch">One more with each server that takes the place of another.</param>
/// <param name="Owner">A process.</param>
/// <param name="Claim">This claim and no other, so that its owner knows when it asked.</param>
/// <param name="Address">Where the owner can be reached, for people.</param>
/// <param name="Lasts">So long after its last claim another one leads. Zero: the owner lets go.</param>
internal sealed record LeaseRow(ulong Sequence, ulong Epoch, string Owner, string Claim, string Address, TimeSpan Lasts);

/// <param name="Age">By the store's clock, which may have been set meanwhile.</param>
internal sealed record LeaseSeen(LeaseRow Row, TimeSpan Age);
