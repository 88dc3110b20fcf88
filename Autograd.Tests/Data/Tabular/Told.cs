namespace Autograd.Tests.Data.Tabular;

/// <summary>Keeps what a progress is told, in order and at once.</summary>
internal sealed class Told<T>(List<T> told) : IProgress<T>
{
    public void Report(T value) => told.Add(value);
}
