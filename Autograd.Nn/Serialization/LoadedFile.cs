namespace Autograd.Nn;

/// <summary>What <see cref="Module.Load"/> found in a file beside what it loaded.</summary>
/// <param name="Missing">The names of parameters and buffers that the file does not have, and that are what they were.</param>
/// <param name="Unexpected">The names in the file that are no part of the module.</param>
/// <param name="Metadata">The strings in the file.</param>
public sealed record LoadedFile(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyDictionary<string, string> Metadata);
