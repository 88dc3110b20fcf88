using System.Numerics;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Parameters as one vector of doubles, in their order; those that are frozen are in it, and stay as they are.</summary>
internal sealed class FlatParameters(Parameter[] parameters)
{
    private readonly bool[] _areFrozen = new bool[parameters.Length];

    /// <summary>How many elements there are.</summary>
    public int Count { get; } = checked((int)parameters.Sum(parameter => (long)parameter.Shape.Count));

    /// <summary>Checks that all can be changed, and tells whether some are frozen that were not, or are no longer.</summary>
    public bool BeginStep()
    {
        foreach (Parameter parameter in parameters)
        {
            if (parameter.RequiresGrad && (parameter.IsReplaced || !parameter.Value.IsWritable))
            {
                throw new InvalidOperationException(
                    $"Step: the parameter {parameter.Title} " +
                    $"{(parameter.IsReplaced ? "is no longer part of its model" : parameter.Unwritable())}. " +
                    "None was changed. Make a new optimizer, of leaves that the model has now.");
            }
        }

        return NoteFrozen();
    }

    /// <summary>Tells whether some parameters are frozen that were not, or are no longer.</summary>
    public bool NoteFrozen()
    {
        bool isOther = false;
        for (int i = 0; i < parameters.Length; i++)
        {
            isOther |= _areFrozen[i] == parameters[i].RequiresGrad;
            _areFrozen[i] = !parameters[i].RequiresGrad;
        }

        return isOther;
    }

    public void ZeroGrad() => Array.ForEach(parameters, parameter => parameter.Value.ZeroGrad());

    public void CopyTo(double[] numbers) => Run(numbers, parameter => parameter.Value, isWritten: false);

    public void CopyGradientsTo(double[] numbers) => Run(numbers, parameter => parameter.Grad, isWritten: false);

    public void CopyFrom(double[] numbers) => Run(numbers, parameter => parameter.RequiresGrad ? parameter.Value : null, isWritten: true);

    /// <summary>Part of a sentence about the first parameter whose numbers are not finite; null where all are.</summary>
    public string? NotFinite(double[] gradient)
    {
        int start = 0;
        foreach (Parameter parameter in parameters)
        {
            if (gradient.AsSpan(start, parameter.Shape.Count).ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            {
                return $", and the gradient of the parameter {parameter.Title} is not finite";
            }

            start += parameter.Shape.Count;
        }

        return null;
    }

    private void Run(double[] numbers, Func<Parameter, Tensor?> of, bool isWritten)
    {
        int start = 0;
        foreach (Parameter parameter in parameters)
        {
            Memory<double> part = numbers.AsMemory(start, parameter.Shape.Count);
            if (of(parameter) is { } tensor)
            {
                DTypes.Run(new Copy(tensor, part, isWritten), tensor.DType);
            }
            else if (!isWritten)
            {
                part.Span.Clear();
            }

            start += parameter.Shape.Count;
        }
    }

    private readonly struct Copy(Tensor tensor, Memory<double> numbers, bool isWritten) : INumberKernel
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            Span<double> doubles = numbers.Span;
            if (isWritten)
            {
                Span<T> elements = tensor.AsWritableSpan<T>();
                for (int i = 0; i < elements.Length; i++)
                {
                    elements[i] = T.CreateTruncating(doubles[i]);
                }

                return;
            }

            ReadOnlySpan<T> read = tensor.AsSpan<T>();
            for (int i = 0; i < read.Length; i++)
            {
                doubles[i] = double.CreateTruncating(read[i]);
            }
        }
    }
}
