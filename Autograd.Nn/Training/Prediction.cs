using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What a trained network answers.</summary>
public static class Prediction
{
    /// <summary>
    /// The answers of a network in use: nothing is random, nothing depends on the batch, and the memory in between is that of one
    /// batch.
    /// </summary>
    /// <param name="model">
    /// The network, in training or in use, as which it stays. Any number of threads may ask it at a time, as long as none changes it.
    /// </param>
    /// <param name="inputs">The inputs; the first axis counts the samples.</param>
    /// <param name="batchSize">How many samples it gets at a time.</param>
    /// <returns>The answers, along the first axis; they belong to the caller.</returns>
    /// <exception cref="ArgumentException">There is no sample, or their shape does not fit the network.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is not positive.</exception>
    public static Tensor Predict(this Layer model, Tensor inputs, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Expect.AtLeast(1, batchSize, nameof(Predict));
        if (inputs.Rank == 0 || inputs.Shape[0] == 0)
        {
            throw new ArgumentException(
                $"Predict: the inputs have the shape {inputs.Shape}; expected [samples, ...] with a sample or more.", nameof(inputs));
        }

        return Predict(model, Parts(inputs, batchSize), model.Forward);
    }

    /// <summary>The same for the inputs of batches, such as those of a <see cref="DataLoader"/> in order.</summary>
    /// <param name="model">The network, in training or in use, as which it stays.</param>
    /// <param name="batches">
    /// The batches. Where they tell which samples of their data set they hold (<see cref="Batch.Indices"/>) these are in order.
    /// </param>
    /// <returns>The answers, along the first axis; they belong to the caller.</returns>
    /// <exception cref="ArgumentException">
    /// There is no batch, their shape does not fit the network, or the samples are shuffled: nobody knew whose answers were whose.
    /// </exception>
    public static Tensor Predict(this Layer model, IEnumerable<Batch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return Predict(model, batches, batch => model.Forward(batch.Inputs));
    }

    /// <summary>The answers of any module to batches whose samples are in order.</summary>
    internal static Tensor Predict(Module model, IEnumerable<Batch> batches, Func<Batch, Tensor> answer)
    {
        long last = -1;
        return Predict<Batch>(model, batches, batch =>
        {
            foreach (long index in batch.Indices)
            {
                last = index > last ? index : throw new ArgumentException(
                    FormattableString.Invariant($"Predict: sample {index} comes after sample {last}; expected samples in the order of ") +
                    "their data set, or nobody knew whose answers are whose. Give a loader without a seed: new DataLoader(data, 256).",
                    nameof(batches));
            }

            return answer(batch);
        });
    }

    /// <summary>The answers of any module to a sequence.</summary>
    internal static Tensor Predict<T>(Module model, IEnumerable<T> sequence, Func<T, Tensor> answer)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var mode = new EvaluationMode(model);
        List<Tensor> answers = [];
        foreach (T element in sequence)
        {
            answers.Add(Apart(() => answer(element)));
        }

        return answers.Count switch
        {
            0 => throw new ArgumentException("Predict: there is no batch.", nameof(sequence)),
            1 => answers[0],
            _ => Apart(() => Tensor.Concatenate([.. answers])),
        };
    }

    // No tape records it, and none, nor a scope, owns the result.
    private static Tensor Apart(Func<Tensor> compute)
    {
        using var tape = new Tape();
        using TapePause pause = tape.Pause();
        return compute().Detach();
    }

    private static IEnumerable<Tensor> Parts(Tensor inputs, int batchSize)
    {
        for (int start = 0; start < inputs.Shape[0]; start += batchSize)
        {
            yield return inputs.Slice(0, start..Math.Min(start + batchSize, inputs.Shape[0]));
        }
    }
}
