namespace Upshot.Lab;

/// <summary>A step before a page of the Shop, as its <c>/admin/steps</c> takes it (sample/Shop/Faults/ExtraStep.cs).</summary>
internal sealed record ShopStep(string Kind, string Name, double Millis = 0, double Share = 0, int Times = 1, bool AtOnce = false);

/// <summary>A change to a path, as <c>POST /api/v1/what-if</c> takes it.</summary>
internal sealed record Edit(string Path, string Kind, double? Amount = null);
